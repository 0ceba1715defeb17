package io.tidewire.carrier;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * Keeps the open WebSockets of one web application, each by its own key, and closes them on threads
 * that may block. Thread-safe.
 */
public final class Sessions implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Sessions.class.getName());
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** How long a container may take to let go of a socket that is closed. */
  private static final Duration LEAVE = Duration.ofSeconds(1);

  private final Duration closeTimeout;
  private final Duration leaveTimeout;
  private final BlockingCalls calls;
  private final Keys open = new Keys();

  /** Those that are closed, while the container still holds their sockets. */
  private final Keys leaving = new Keys();

  /** Ends, without blocking, the sockets whose clients have not closed yet. */
  private final Map<Object, Runnable> unanswered = new ConcurrentHashMap<>();

  /**
   * Creates the sessions of an application.
   *
   * @param threads creates the threads that may block
   * @param closeTimeout how long a client may take to answer a close
   */
  public Sessions(ThreadFactory threads, Duration closeTimeout) {
    this(threads, closeTimeout, LEAVE);
  }

  Sessions(ThreadFactory threads, Duration closeTimeout, Duration leaveTimeout) {
    this.calls = new BlockingCalls(threads);
    this.closeTimeout = closeTimeout;
    this.leaveTimeout = leaveTimeout;
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
    unanswered.remove(session);
    open.remove(session);
  }

  /**
   * Removes a WebSocket that is closed, or about to be, but whose socket the container still holds.
   * The end of the application waits for that, too.
   *
   * @param session its key
   */
  public void leaving(Object session) {
    leaving.add(session);
    closed(session);
  }

  /**
   * Removes a WebSocket whose socket the container no longer holds. May be called more than once.
   *
   * @param session its key
   */
  public void gone(Object session) {
    closed(session);
    leaving.remove(session);
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
      boolean unused = open.areGoneWithin(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until all sessions are closed, for two seconds at most, and then ends the threads.
   * Sessions that are still open are ended without an answer, or left to the container. Then waits
   * until the container holds none of their sockets, for a second at most: only clients that take
   * no bytes can keep theirs. To be called when all have been told to close.
   */
  @Override
  public void close() {
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    try {
      if (!open.areGoneWithin(FAREWELL)) {
        endAll();
        warnOf(open, "{0} WebSocket sessions did not close and are left to the container");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    calls.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    endAll();
    awaitSockets();
  }

  private void endAll() {
    List.copyOf(unanswered.keySet()).forEach(this::endNow);
  }

  private void awaitSockets() {
    try {
      if (!leaving.areGoneWithin(leaveTimeout)) {
        warnOf(leaving, "{0} sockets of WebSockets stay until their clients take bytes or leave");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void warnOf(Keys remaining, String message) {
    int count = remaining.size();
    if (count > 0) {
      LOG.log(System.Logger.Level.WARNING, message, count);
    }
  }
}
