package io.tidewire.websocket;

import io.tidewire.CloseReason;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The WebSocket sessions of one web application, and how they are closed: by threads that may
 * block. Thread-safe.
 */
public final class Sessions implements AutoCloseable {

  private static final Duration FAREWELL = Duration.ofSeconds(2);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

  private final BlockingCalls calls;
  private final Set<String> open = ConcurrentHashMap.newKeySet();
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

  void opened(Session session) {
    open.add(session.getId());
  }

  /** The session is closed, by whomever. May be told more than once. */
  void closed(Session session) {
    open.remove(session.getId());
    if (ending && open.isEmpty()) {
      none.countDown();
    }
  }

  /** Closes a session soon, unless it is closed. */
  void close(Session session, CloseReason reason) {
    closeAfter(Duration.ZERO, session, reason);
  }

  /**
   * Closes a session after a time, if it is still open then; at once and on this thread if those
   * that may block have gone, which only a loop that was stuck itself outlives.
   */
  void closeAfter(Duration delay, Session session, CloseReason reason) {
    if (!open.contains(session.getId())) {
      return;
    }
    boolean taken = calls.submitAfter(delay, () -> closeNow(session, reason), CLOSE_DEADLINE);
    if (!taken && ending) {
      BlockingCalls.run(() -> closeNow(session, reason));
    }
  }

  private void closeNow(Session session, CloseReason reason) throws Exception {
    try {
      if (session.isOpen()) {
        // Some containers wait without end for a peer to answer the close.
        session.setMaxIdleTimeout(CLOSE_DEADLINE.toMillis());
        session.close(WebSocketEndpoint.closeReason(reason));
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
