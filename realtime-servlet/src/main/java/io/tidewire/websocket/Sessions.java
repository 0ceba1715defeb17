package io.tidewire.websocket;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The open WebSockets of one web application, each known by a key of its own, and how they are
 * closed: by threads that may block. Thread-safe.
 */
public final class Sessions implements AutoCloseable {

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** For a close that waits for others to end, or for its peer's answer. */
  static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

  private final BlockingCalls calls;
  private final Oversized oversized = new Oversized();
  private final Set<Object> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch none = new CountDownLatch(1);
  private volatile boolean ending;

  /**
   * Without a session yet.
   *
   * @param threads makes the threads that may block
   */
  public Sessions(ThreadFactory threads) {
    this.calls = new BlockingCalls(threads);
  }

  BlockingCalls calls() {
    return calls;
  }

  Oversized oversized() {
    return oversized;
  }

  /**
   * A WebSocket is open.
   *
   * @param session its key
   */
  public void opened(Object session) {
    open.add(session);
  }

  /**
   * A WebSocket is closed, by whomever. May be told more than once.
   *
   * @param session its key
   */
  public void closed(Object session) {
    open.remove(session);
    if (ending && open.isEmpty()) {
      none.countDown();
    }
  }

  /** Closes a WebSocket soon, unless it is closed. */
  void close(Object session, Runnable close) {
    boolean unused = closeAfter(Duration.ZERO, session, close);
  }

  /**
   * Closes a WebSocket after a time, if it is still open then; at once and on this thread if those
   * that may block have gone, which only a loop that was stuck itself outlives.
   *
   * @param delay how long to leave it open
   * @param session its key
   * @param close closes it; may block
   * @return false if it stays open: too many are to be closed
   */
  public boolean closeAfter(Duration delay, Object session, Runnable close) {
    if (!open.contains(session)
        || calls.submitAfter(delay, () -> closeNow(session, close), CLOSE_DEADLINE)) {
      return true;
    }
    if (ending) {
      BlockingCalls.run(() -> closeNow(session, close));
    }
    return ending;
  }

  private void closeNow(Object session, Runnable close) {
    try {
      if (open.contains(session)) {
        close.run();
      }
    } finally {
      closed(session);
    }
  }

  /**
   * Waits until all sessions are closed, for two seconds at most, and then ends the threads. What
   * is still open is left to the container. To be called once each has been told to close.
   */
  @Override
  public void close() {
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    ending = true;
    try {
      if (!open.isEmpty() && !none.await(FAREWELL.toNanos(), TimeUnit.NANOSECONDS)) {
        System.getLogger(Sessions.class.getName())
            .log(System.Logger.Level.WARNING, "{0} WebSocket sessions did not close", open.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    calls.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
  }
}
