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

/**
 * Writes frames to a WebSocket session, with at most one asynchronous send under way.
 *
 * <h2>When a send is done</h2>
 *
 * The container calls {@link #onResult}, inline or on any thread. It only sets a flag. The loop, if
 * it wants to send meanwhile, says so and looks at the flag again; so either it sees the flag, or
 * the callback sees that it is waited for and wakes the loop. A send that completes before anybody
 * wants the next costs no hand-over.
 */
final class WebSocketTransport implements Transport, SendHandler {

  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);
  private static final ByteBuffer NO_PING_DATA = ByteBuffer.allocate(0);

  // Set at construction.
  private final Session session;
  private final Connection connection;
  private final BlockingCalls blockingCalls;
  private final Duration pingDeadline;

  // Owned by the loop.
  private final ArrayDeque<Object> parts = new ArrayDeque<>(1);
  private boolean sending;

  // Touched by any thread.
  private volatile boolean sent;
  private volatile boolean awaited;
  private volatile boolean ended;

  WebSocketTransport(
      Session session, Connection connection, BlockingCalls blockingCalls, Duration pingDeadline) {
    this.session = session;
    this.connection = connection;
    this.blockingCalls = blockingCalls;
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
      ended = true;
      connection.end(CloseReason.DISCONNECTED);
      return;
    }
    sent = true;
    if (awaited) {
      connection.writable();
    }
  }

  @Override
  public void send(Batch batch, Position cursor) {
    if (batch.frames().stream().anyMatch(WebSocketTransport::isBinary)) {
      split(batch.frames());
    } else {
      String text = batch.json();
      if (!text.isEmpty()) {
        parts.add(text);
      }
    }
    sendNextPart();
  }

  private static boolean isBinary(Frame frame) {
    return frame instanceof SharedEvent event && event.isBinary();
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
    if (part == null || ended) {
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

  /** Not while a send is under way: the ping would wait behind it, and block its thread. */
  @Override
  public void ping() {
    if (!sending) {
      blockingCalls.submit(this::sendPing, pingDeadline);
    }
  }

  private void sendPing() throws IOException {
    connection.pinged();
    session.getBasicRemote().sendPing(NO_PING_DATA.duplicate());
  }

  @Override
  public void close(Control.Bye bye, Position cursor) {
    if (isReady() && parts.isEmpty()) {
      session.getAsyncRemote().sendText(bye.json(), result -> closeSession(bye.reason()));
    } else {
      closeSession(bye.reason());
    }
    ended = true;
  }

  private void closeSession(CloseReason reason) {
    blockingCalls.submit(
        () -> session.close(WebSocketEndpoint.closeReason(reason)), CLOSE_DEADLINE);
  }

  /** The container has ended the session. */
  void ended() {
    ended = true;
    connection.end(CloseReason.NORMAL);
  }
}
