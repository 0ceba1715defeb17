package io.tidewire.benchmarks.targets;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Knows when a response has ended, after which nobody may touch it: the container recycles it. A
 * failed write ends it, too, but completing it is left to the container, which does so itself, and
 * may have given it to the next request when a second completion comes.
 */
final class Ending implements AsyncListener {

  private volatile boolean ended;

  Ending(AsyncContext async) {
    async.addListener(this);
  }

  boolean hasCome() {
    return ended;
  }

  /** A write has failed. */
  void failed() {
    ended = true;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    ended = true;
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    ended = true;
  }

  @Override
  public void onError(AsyncEvent event) {
    ended = true;
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nothing dispatches.
  }
}
