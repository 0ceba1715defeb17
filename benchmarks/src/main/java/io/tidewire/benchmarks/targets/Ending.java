package io.tidewire.benchmarks.targets;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Knows when a response has ended, after which nobody may touch it: the container recycles it. */
final class Ending implements AsyncListener {

  private final AsyncContext async;
  private volatile boolean ended;

  Ending(AsyncContext async) {
    this.async = async;
    async.addListener(this);
  }

  boolean hasCome() {
    return ended;
  }

  /** Ends the response, unless the container was first. */
  void bringAbout() {
    if (!ended) {
      ended = true;
      try {
        async.complete();
      } catch (IllegalStateException e) {
        System.getLogger(Ending.class.getName()).log(System.Logger.Level.DEBUG, "was first", e);
      }
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    ended = true;
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    bringAbout();
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
