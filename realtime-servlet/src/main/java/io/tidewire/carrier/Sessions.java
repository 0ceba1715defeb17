package io.tidewire.carrier;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the open WebSockets of one web application, each by its own key, and closes them on threads
 * that may block. Thread-safe.
 */
public final class Sessions implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Sessions.class.getName());
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Duration closeTimeout;
  private final BlockingCalls calls;
  private final Set<Object> open = ConcurrentHashMap.newKeySet();

  /** Ends, without blocking, the sockets whose clients have not closed yet. */
  private final Map<Object, Runnable> unanswered = new ConcurrentHashMap<>();

  /** What waits until none is open. */
  private volatile @Nullable CountDownLatch none;

  /**
   * Creates the sessions of an application.
   *
   * @param threads creates the threads that may block
   * @param closeTimeout how long a client may take to answer a close
   */
  public Sessions(ThreadFactory threads, Duration closeTimeout) {
    this.calls = new BlockingCalls(threads);
    this.closeTimeout = closeTimeout;
  }

  /** {@return how long a client may take to answer a close} */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /**
   * Sends a ping as soon as a thread is free, unless it has to wait longer than the deadline.
   *
   * @param ping sends it; may block
   * @param deadline how long it may wait
   */
  public void ping(Callable<?> ping, Duration deadline) {
    calls.ping(ping::call, deadline);
  }

  /**
   * Makes a call after a delay, as soon as a thread is free.
   *
   * @param delay how long to wait at least
   * @param call the call; may block
   * @return false if it certainly will not be made, since the threads have ended
   */
  public boolean later(Duration delay, Callable<?> call) {
    return calls.submitAfter(delay, call::call);
  }

  /**
   * Adds a WebSocket that is open.
   *
   * @param session its key
   */
  public void opened(Object session) {
    open.add(session);
  }

  /**
   * Removes a WebSocket that is closed, by whichever side. May be called more than once.
   *
   * @param session its key
   */
  public void closed(Object session) {
    open.remove(session);
    unanswered.remove(session);
    CountDownLatch waiting = none;
    if (waiting != null && open.isEmpty()) {
      waiting.countDown();
    }
  }

  /**
   * Ends a WebSocket that is still open after the close timeout, or when the application ends.
   *
   * @param session its key
   * @param end ends it; does not block
   */
  public void endAfterCloseTimeout(Object session, Runnable end) {
    if (open.contains(session)) {
      unanswered.put(session, end);
      if (!calls.submitAfter(closeTimeout, () -> endNow(session))) {
        endNow(session);
      }
    }
  }

  private void endNow(Object session) {
    Runnable end = unanswered.remove(session);
    try {
      if (end != null) {
        end.run();
      }
    } finally {
      closed(session);
    }
  }

  /**
   * Closes a WebSocket, unless it is closed, as soon as a thread is free.
   *
   * @param session its key
   * @param close closes it; may block
   */
  public void close(Object session, Runnable close) {
    closeAfter(Duration.ZERO, session, close);
  }

  /**
   * Closes a WebSocket after a delay if it is still open then. If the threads that may block have
   * ended, which only a stuck loop outlives, closes it immediately on this thread.
   *
   * @param delay how long to leave it open
   * @param session its key
   * @param close closes it; may block
   */
  public void closeAfter(Duration delay, Object session, Runnable close) {
    if (open.contains(session) && !calls.submitAfter(delay, () -> closeNow(session, close))) {
      BlockingCalls.run(() -> closeNow(session, close));
    }
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
   * Waits until no session is open, for two seconds at most. To be called when all have been told
   * to close.
   */
  public void awaitNone() {
    try {
      boolean unused = isNoneWithin(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isNoneWithin(Duration time) throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    none = waiting;
    return open.isEmpty() || waiting.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Waits until all sessions are closed, for two seconds at most, and then ends the threads.
   * Sessions that are still open are ended without an answer, or left to the container. To be
   * called when all have been told to close.
   */
  @Override
  public void close() {
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    try {
      if (!isNoneWithin(FAREWELL)) {
        List.copyOf(unanswered.keySet()).forEach(this::endNow);
        if (!open.isEmpty()) {
          LOG.log(
              System.Logger.Level.WARNING,
              "{0} WebSocket sessions did not close and are left to the container",
              open.size());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    calls.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    List.copyOf(unanswered.keySet()).forEach(this::endNow);
  }
}
