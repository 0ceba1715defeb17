package io.tidewire.benchmarks.targets;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets nobody touch a response once it has ended, because the container recycles it. After a failed
 * write the container ends it on a thread of its own, while the writer is still on its way out of
 * the write; so the end waits for the write. Completing is left to the container, too.
 */
final class Ending implements AsyncListener {

  /** Something that writes. */
  @FunctionalInterface
  interface Writing {
    void run() throws IOException;
  }

  private final ReentrantLock touching = new ReentrantLock();
  private volatile boolean ended;

  Ending(AsyncContext async) {
    async.addListener(this);
  }

  boolean hasCome() {
    return ended;
  }

  /** Writes, unless the response has ended. */
  void write(Writing writing) {
    touching.lock();
    try {
      if (!ended) {
        writing.run();
      }
    } catch (IOException | RuntimeException e) {
      ended = true;
    } finally {
      touching.unlock();
    }
  }

  /** Returns when nobody touches the response any more. */
  void come() {
    touching.lock();
    try {
      ended = true;
    } finally {
      touching.unlock();
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    come();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    come();
  }

  @Override
  public void onError(AsyncEvent event) {
    come();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nothing dispatches.
  }
}
