package io.tidewire.protocol;

import io.tidewire.Position;
import io.tidewire.carrier.Socket;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import io.tidewire.wire.MessageLimit;
import io.tidewire.wire.WebSocketMessages;
import io.tidewire.wire.WireForm;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends a connection's frames as the messages of a WebSocket. */
final class SocketTransport implements Transport {

  private final Socket socket;
  private final MessageLimit limit;
  private final long maxAgeMillis;
  private final WireForm<String, WebSocketMessages> form;

  SocketTransport(Socket socket, MessageLimit limit, long maxAgeMillis) {
    this.socket = socket;
    this.limit = limit;
    this.maxAgeMillis = maxAgeMillis;
    this.form = WireForm.webSocket(limit);
  }

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public long maxAgeMillis() {
    return maxAgeMillis;
  }

  @Override
  public boolean livesWithoutSubscriptions() {
    return true;
  }

  @Override
  public Optional<MessageLimit> messageLimit() {
    return Optional.of(limit);
  }

  @Override
  public boolean isReady() {
    return socket.isReady();
  }

  @Override
  public void send(Batch batch, Position cursor) {
    socket.send(batch.in(form));
  }

  @Override
  public boolean takesFinalBatch() {
    return socket.takesFinalMessages();
  }

  @Override
  public void ping() {
    socket.ping();
  }

  @Override
  public void close(Control.Bye bye, @Nullable Position cursor) {
    socket.close(WebSocketMessages.of(bye.json()), bye.reason());
  }
}
