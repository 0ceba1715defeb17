package io.tidewire.websocket;

import io.tidewire.carrier.Sessions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the close of a session follow the message that is being sent, where a close would block
 * until the client takes that message, however long it takes, and so occupy one of few threads. The
 * socket counts as a connection meanwhile. Thread-safe.
 */
final class BlockingClose {

  /** Open Liberty writes a close frame without a timeout, and is not woken if the client leaves. */
  private static final String SESSIONS = "com.ibm.ws.wsoc.";

  private final Sessions sessions;
  private final BooleanSupplier isSending;
  private final Supplier<Runnable> counter;
  private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
  private final AtomicReference<@Nullable Runnable> uncount = new AtomicReference<>();
  private volatile boolean ended;

  /**
   * Creates the close of a session.
   *
   * @param sessions makes it, on a thread that may block
   * @param isSending tells whether a message is being sent
   * @param counter counts the socket until what it returns is run
   */
  BlockingClose(Sessions sessions, BooleanSupplier isSending, Supplier<Runnable> counter) {
    this.sessions = sessions;
    this.isSending = isSending;
    this.counter = counter;
  }

  /** {@return whether it is needed for sessions of this class} */
  static boolean isNeededFor(Class<?> session) {
    return session.getName().startsWith(SESSIONS);
  }

  /** Makes a close now, or as soon as the message that is being sent has been taken. */
  void close(Runnable close) {
    if (!isSending.getAsBoolean()) {
      close.run();
      return;
    }
    uncount.set(counter.get());
    waiting.set(close);
    if (ended) {
      ended();
    }
    sent();
  }

  /** Called when a message has been taken, or cannot be taken any more; another may follow it. */
  void sent() {
    if (isSending.getAsBoolean()) {
      return;
    }
    Runnable close = waiting.getAndSet(null);
    if (close != null && !sessions.later(Duration.ZERO, Executors.callable(close))) {
      close.run();
    }
  }

  /** Called when the session has ended. */
  void ended() {
    ended = true;
    Runnable counted = uncount.getAndSet(null);
    if (counted != null) {
      counted.run();
    }
  }
}
