package io.tidewire.engine;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one client has asked for and was not handled yet, in its order: what stands behind a request
 * that waits for the log waits too. Owned by the loop, but for the count, which bounds the whole
 * way from the socket.
 */
final class Requests {

  private static final int MAX_UNHANDLED = 256;

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(1);
  private boolean paused;
  private final AtomicInteger unhandled = new AtomicInteger();

  /** Counts one more, by any thread; false if there are too many. */
  boolean admit() {
    return unhandled.incrementAndGet() <= MAX_UNHANDLED;
  }

  boolean areAllHandled() {
    return unhandled.get() == 0;
  }

  /** Handles an admitted request, now or when its turn comes. */
  void handle(Runnable request) {
    waiting.add(request);
    handleNext();
  }

  private void handleNext() {
    Runnable request;
    while (!paused && (request = waiting.poll()) != null) {
      unhandled.decrementAndGet();
      request.run();
    }
  }

  /** Handles none until {@link #resume()}. */
  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    handleNext();
  }
}
