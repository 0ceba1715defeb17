package io.tidewire.websocket;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Connection;
import io.tidewire.engine.MessageLimit;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a WebSocket session, one message or ping at a time.
 *
 * <h2>When a send is done</h2>
 *
 * The container calls {@link #onResult}, inline or on any thread. It only clears a flag. The loop,
 * if it wants to send meanwhile, says so and looks at the flag again; so either it sees that the
 * flag is clear, or the callback sees that it is waited for and wakes the loop. A send that
 * completes before anybody wants the next costs no hand-over.
 *
 * <h2>Nothing of ours while a write is under way</h2>
 *
 * A container may send a long message in several frames; a close in between makes it forget the
 * message and its callback, and a ping waits behind it and blocks its thread. So a ping that is due
 * then goes out when the send is done, and so does the goodbye with the close behind it. Who takes
 * nothing for a second more is closed without. The other way round, a container may refuse a
 * message while it writes a ping (seen on Open Liberty), which would end the connection. So what is
 * sent during a ping is kept, and goes out behind it.
 */
final class WebSocketTransport implements Transport, SendHandler {

  /** How long a goodbye may wait for the socket. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final ByteBuffer NO_PING_DATA = ByteBuffer.allocate(0);

  /** What is left to say before the session is closed; touched by whoever may write. */
  private record Farewell(Queue<Object> words, CloseReason reason) {}

  // Set at construction.
  private final Session session;
  private final Connection connection;
  private final Sessions sessions;
  private final Duration pingDeadline;
  private final MessageLimit limit;

  // Owned by the loop.
  private final ArrayDeque<Object> parts = new ArrayDeque<>(1);

  // Touched by any thread.
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicBoolean pingDue = new AtomicBoolean();
  private volatile boolean pinging;
  private volatile @Nullable Farewell farewell;
  private volatile boolean awaited;
  private volatile boolean ended;

  WebSocketTransport(
      Session session,
      Connection connection,
      Sessions sessions,
      Duration pingDeadline,
      MessageLimit limit) {
    this.session = session;
    this.connection = connection;
    this.sessions = sessions;
    this.pingDeadline = pingDeadline;
    this.limit = limit;
  }

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public Optional<MessageLimit> messageLimit() {
    return Optional.of(limit);
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

  /** They are kept, and go out before the goodbye. */
  @Override
  public boolean takesLastWords() {
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
        send(parts.remove(), this);
      } catch (RuntimeException e) {
        ended(CloseReason.DISCONNECTED);
      }
    }
  }

  private void send(Object part, SendHandler handler) {
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

  /** Whoever waits to write comes next. */
  private void written() {
    writing.set(false);
    if (awaited) {
      connection.writable();
    }
    sayGoodbye();
    pingIfDue();
  }

  @Override
  public void send(Batch batch, Position cursor) {
    batch.webSocket(limit).forEach(parts::add, parts::add);
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
      sessions.calls().ping(this::sendPing, pingDeadline);
    }
  }

  /** If a send has begun meanwhile, its end leads here again. */
  private void sendPing() throws IOException {
    if (ended || !pingDue.get() || !writing.compareAndSet(false, true)) {
      return;
    }
    pinging = true;
    try {
      if (pingDue.getAndSet(false)) {
        connection.pinged();
        session.getBasicRemote().sendPing(NO_PING_DATA.duplicate());
      }
    } finally {
      pinging = false;
      written();
    }
  }

  @Override
  public void close(Control.Bye bye, @Nullable Position cursor) {
    pingDue.set(false);
    Queue<Object> words = new ArrayDeque<>(parts);
    parts.clear();
    if (ended || (isSending() && bye.reason() == CloseReason.UNRESPONSIVE)) {
      sessions.close(session.getId(), () -> closeNow(bye.reason()));
      return;
    }
    words.add(bye.json());
    farewell = new Farewell(words, bye.reason());
    sayGoodbye();
    sessions.closeAfter(PATIENCE, session.getId(), () -> closeNow(bye.reason()));
  }

  /** After the last word nobody writes any more. */
  private void sayGoodbye() {
    Farewell last = farewell;
    if (last == null || ended || !writing.compareAndSet(false, true)) {
      return;
    }
    Object word = last.words().remove();
    SendHandler next = last.words().isEmpty() ? result -> leave(last) : this;
    try {
      send(word, next);
    } catch (RuntimeException e) {
      leave(last);
    }
  }

  private void leave(Farewell last) {
    sessions.close(session.getId(), () -> closeNow(last.reason()));
  }

  private void closeNow(CloseReason reason) {
    WebSocketEndpoint.close(session, reason, sessions);
  }

  /** The container has ended the session, or is about to. */
  void ended(CloseReason reason) {
    ended = true;
    connection.end(reason);
  }
}
