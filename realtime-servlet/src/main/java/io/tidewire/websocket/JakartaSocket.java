package io.tidewire.websocket;

import io.tidewire.CloseReason;
import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.Socket;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Identity;
import io.tidewire.wire.WebSocketMessages;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a WebSocket session, one message or ping at a time.
 *
 * <h2>When a send is done</h2>
 *
 * The container calls {@link #onResult}, inline or on any thread, which clears a flag. If the loop
 * wants to send in the meantime, it first records that it is waiting and then checks the flag
 * again: either it sees the flag cleared, or the callback sees that the loop is waiting and wakes
 * it. A send that completes before the next one is wanted costs no hand-over.
 *
 * <h2>One write at a time</h2>
 *
 * A container may send a long message in several frames; a close in between makes it forget the
 * message and its callback, and a ping waits for it and blocks its thread. So a ping that is due
 * during a send follows it, and so do the goodbye and the close. A client that takes nothing for
 * another second is closed without a goodbye, except where that close would block until the client
 * takes the message ({@link BlockingClose}): there it follows the message, or the client's end.
 * Conversely, a container may refuse a message while it writes a ping (seen on Open Liberty), which
 * would end the connection. So messages that are sent during a ping are kept and follow it.
 */
final class JakartaSocket implements Socket, SendHandler {

  private static final ByteBuffer NO_PING_DATA = ByteBuffer.allocate(0);

  /** Holds the messages to send before the session is closed; touched by whoever may write. */
  private record Goodbye(Queue<Object> messages, CloseReason reason) {}

  // Set at construction.
  private final Session session;
  private final ClientConnection connection;
  private final Sessions sessions;
  private final Duration pingDeadline;
  private final @Nullable BlockingClose blockingClose;

  // Owned by the loop.
  private final ArrayDeque<Object> parts = new ArrayDeque<>(1);

  // Touched by any thread.
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicBoolean pingDue = new AtomicBoolean();
  private volatile boolean pinging;
  private volatile @Nullable Goodbye goodbye;
  private volatile boolean goodbyeIsSaid;
  private volatile boolean awaited;
  private volatile boolean ended;

  JakartaSocket(
      Session session,
      ClientConnection connection,
      Sessions sessions,
      Duration pingDeadline,
      Function<Identity, Runnable> closingSocket) {
    this.session = session;
    this.connection = connection;
    this.sessions = sessions;
    this.pingDeadline = pingDeadline;
    this.blockingClose =
        BlockingClose.isNeededFor(session.getClass())
            ? new BlockingClose(
                sessions,
                () -> writing.get() && !ended && !goodbyeIsSaid,
                () -> closingSocket.apply(connection.identity()))
            : null;
  }

  @Override
  public boolean isReady() {
    awaited = false;
    if (takesMore()) {
      return true;
    }
    awaited = true;
    if (!takesMore()) {
      return false;
    }
    awaited = false;
    return true;
  }

  /** {@inheritDoc} They are kept, and sent before the goodbye. */
  @Override
  public boolean takesFinalMessages() {
    return !ended;
  }

  private boolean takesMore() {
    sendParts();
    return !ended && parts.isEmpty() && !isSending();
  }

  private boolean isSending() {
    return writing.get() && !pinging;
  }

  private void sendParts() {
    while (!ended && !parts.isEmpty() && writing.compareAndSet(false, true)) {
      try {
        send(session, parts.remove(), this);
      } catch (RuntimeException e) {
        // Containers throw exceptions of their own if the session has ended meanwhile.
        ended(CloseReason.DISCONNECTED);
      }
    }
  }

  /** Sends a text or a buffer. */
  static void send(Session session, Object part, SendHandler handler) {
    if (part instanceof ByteBuffer binary) {
      session.getAsyncRemote().sendBinary(binary, handler);
    } else {
      session.getAsyncRemote().sendText((String) part, handler);
    }
  }

  @Override
  public void onResult(SendResult result) {
    if (result.isOK()) {
      written();
    } else {
      ended(CloseReason.DISCONNECTED);
    }
  }

  /** Lets the next write begin: a goodbye, a ping, or the loop's. */
  private void written() {
    writing.set(false);
    if (awaited) {
      connection.writable();
    }
    sayGoodbye();
    pingIfDue();
    closeIfItWaits();
  }

  private void closeIfItWaits() {
    if (blockingClose != null) {
      blockingClose.sent();
    }
  }

  @Override
  public void send(WebSocketMessages messages) {
    messages.forEach(parts::add, parts::add);
    sendParts();
    if (!parts.isEmpty()) {
      boolean unused = isReady();
    }
  }

  @Override
  public void ping() {
    pingDue.set(true);
    pingIfDue();
  }

  private void pingIfDue() {
    if (pingDue.get() && !writing.get() && !ended) {
      sessions.ping(this::sendPing, pingDeadline);
    }
  }

  /**
   * Sends a ping that is due; if a send has begun meanwhile, its end calls this again. Called on a
   * thread that may block.
   */
  boolean sendPing() throws IOException {
    if (ended || !pingDue.get() || !writing.compareAndSet(false, true)) {
      return false;
    }
    pinging = true;
    try {
      if (pingDue.getAndSet(false)) {
        connection.pinged();
        session.getBasicRemote().sendPing(NO_PING_DATA.duplicate());
        return true;
      }
      return false;
    } finally {
      pinging = false;
      written();
    }
  }

  @Override
  public void close(WebSocketMessages lastMessages, CloseReason reason) {
    pingDue.set(false);
    Queue<Object> messages = new ArrayDeque<>(parts);
    parts.clear();
    if (ended || (isSending() && reason == CloseReason.UNRESPONSIVE)) {
      sessions.close(session.getId(), () -> closeNow(reason));
      return;
    }
    lastMessages.forEach(messages::add, messages::add);
    goodbye = new Goodbye(messages, reason);
    sayGoodbye();
    sessions.closeAfter(ClientConnection.PATIENCE, session.getId(), () -> closeNow(reason));
  }

  /** Sends the next message of the goodbye; the close after the last one ends all writing. */
  private void sayGoodbye() {
    Goodbye last = goodbye;
    if (last == null || ended || !writing.compareAndSet(false, true)) {
      return;
    }
    Object message = last.messages().poll();
    if (message == null) {
      closeAfterGoodbye(last);
      return;
    }
    SendHandler next = last.messages().isEmpty() ? result -> closeAfterGoodbye(last) : this;
    try {
      send(session, message, next);
    } catch (RuntimeException e) {
      // Containers throw exceptions of their own if the session has ended meanwhile.
      closeAfterGoodbye(last);
    }
  }

  private void closeAfterGoodbye(Goodbye last) {
    goodbyeIsSaid = true;
    closeIfItWaits();
    sessions.close(session.getId(), () -> closeNow(last.reason()));
  }

  private void closeNow(CloseReason reason) {
    if (blockingClose == null) {
      WebSocketEndpoint.close(session, reason, sessions, isStalled());
    } else {
      blockingClose.close(() -> WebSocketEndpoint.close(session, reason, sessions, isStalled()));
    }
  }

  /** {@return whether the client has not taken what was sent last} */
  private boolean isStalled() {
    return writing.get() && !goodbyeIsSaid;
  }

  /** Called when the container has closed the session. */
  void closed() {
    ended(CloseReason.NORMAL);
    if (blockingClose != null) {
      blockingClose.ended();
    }
  }

  /** Called when the container has ended the session, or is about to. */
  void ended(CloseReason reason) {
    ended = true;
    connection.end(reason);
    closeIfItWaits();
  }
}
