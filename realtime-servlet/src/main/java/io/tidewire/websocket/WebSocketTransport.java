package io.tidewire.websocket;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Connection;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a WebSocket session, with at most one asynchronous send under way.
 *
 * <h2>When a send is done</h2>
 *
 * The container calls {@link #onResult}, inline or on any thread. It only sets a flag. The loop, if
 * it wants to send meanwhile, says so and looks at the flag again; so either it sees the flag, or
 * the callback sees that it is waited for and wakes the loop. A send that completes before anybody
 * wants the next costs no hand-over.
 *
 * <h2>Nothing of ours while a send is under way</h2>
 *
 * A container may send a long message in several frames; a close in between makes it forget the
 * message and its callback, and a ping waits behind it and blocks its thread. So a ping that is due
 * then goes out when the send is done, and so does the goodbye with the close behind it. Who takes
 * nothing for a second more is closed without.
 */
final class WebSocketTransport implements Transport, SendHandler {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final ByteBuffer NO_PING_DATA = ByteBuffer.allocate(0);

  // Set at construction.
  private final Session session;
  private final Connection connection;
  private final Sessions sessions;
  private final Duration pingDeadline;

  // Owned by the loop.
  private final ArrayDeque<Object> parts = new ArrayDeque<>(1);
  private boolean sending;

  // Touched by any thread.
  private final AtomicReference<Control.@Nullable Bye> goodbye = new AtomicReference<>();
  private final AtomicBoolean pingDue = new AtomicBoolean();
  private volatile boolean sent = true;
  private volatile boolean awaited;
  private volatile boolean ended;

  WebSocketTransport(
      Session session, Connection connection, Sessions sessions, Duration pingDeadline) {
    this.session = session;
    this.connection = connection;
    this.sessions = sessions;
    this.pingDeadline = pingDeadline;
  }

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public boolean isReady() {
    while (sending && !ended) {
      awaited = true;
      if (!sent) {
        return false;
      }
      awaited = false;
      sending = false;
      sendNextPart();
    }
    return !ended;
  }

  @Override
  public void onResult(SendResult result) {
    if (!result.isOK()) {
      ended(CloseReason.DISCONNECTED);
      return;
    }
    sent = true;
    if (awaited) {
      connection.writable();
    }
    sayGoodbye();
    pingIfDue();
  }

  @Override
  public void send(Batch batch, Position cursor) {
    if (batch.hasBinary()) {
      split(batch.frames());
      sendNextPart();
      return;
    }
    String text = batch.json();
    if (!text.isEmpty()) {
      send(text);
    }
  }

  /** Events with binary payloads go as binary frames of their own, in their place. */
  private void split(List<Frame> frames) {
    List<Frame> texts = new ArrayList<>();
    for (Frame frame : frames) {
      if (frame instanceof SharedEvent event && event.isBinary()) {
        addText(texts);
        texts.clear();
        parts.add(event.binary());
      } else {
        texts.add(frame);
      }
    }
    addText(texts);
  }

  private void addText(List<Frame> frames) {
    String text = Batch.join(frames);
    if (!text.isEmpty()) {
      parts.add(text);
    }
  }

  private void sendNextPart() {
    Object part = parts.poll();
    if (part != null) {
      send(part);
    }
  }

  private void send(Object part) {
    if (ended) {
      return;
    }
    sent = false;
    sending = true;
    try {
      if (part instanceof ByteBuffer binary) {
        session.getAsyncRemote().sendBinary(binary, this);
      } else {
        session.getAsyncRemote().sendText((String) part, this);
      }
    } catch (RuntimeException e) {
      ended = true;
      connection.end(CloseReason.DISCONNECTED);
    }
  }

  @Override
  public void ping() {
    pingDue.set(true);
    pingIfDue();
  }

  private void pingIfDue() {
    if (pingDue.get() && sent && !ended) {
      boolean unused = sessions.calls().submit(this::sendPing, pingDeadline);
    }
  }

  /** If a send has begun meanwhile, its end leads here again. */
  private void sendPing() throws IOException {
    if (sent && !ended && pingDue.getAndSet(false)) {
      connection.pinged();
      session.getBasicRemote().sendPing(NO_PING_DATA.duplicate());
    }
  }

  @Override
  public void close(Control.Bye bye, Position cursor) {
    parts.clear();
    pingDue.set(false);
    if (ended || (!sent && bye.reason() == CloseReason.UNRESPONSIVE)) {
      sessions.close(session, bye.reason());
      return;
    }
    goodbye.set(bye);
    sessions.closeAfter(PATIENCE, session, bye.reason());
    if (sent) {
      sayGoodbye();
    }
  }

  /** Whoever comes second, the loop or the callback of the last send, finds nothing to say. */
  private void sayGoodbye() {
    Control.Bye bye = goodbye.getAndSet(null);
    if (bye == null) {
      return;
    }
    try {
      session
          .getAsyncRemote()
          .sendText(bye.json(), result -> sessions.close(session, bye.reason()));
    } catch (RuntimeException e) {
      sessions.close(session, bye.reason());
    }
  }

  /** The container has ended the session, or is about to. */
  void ended(CloseReason reason) {
    ended = true;
    connection.end(reason);
  }
}
