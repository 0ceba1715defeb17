package io.tidewire.protocol;

import io.tidewire.Position;
import io.tidewire.carrier.Socket;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import io.tidewire.wire.WebSocketMessages;
import io.tidewire.wire.WireForm;
import org.jspecify.annotations.Nullable;

/**
 * Sends the payloads of a connection's events as messages of a WebSocket, and nothing else. Its end
 * is told by the close code alone.
 *
 * @param socket the WebSocket
 * @param maxAgeMillis how long it may last
 */
record PlainTransport(Socket socket, long maxAgeMillis) implements Transport {

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public boolean greets() {
    return false;
  }

  @Override
  public boolean isReady() {
    return socket.isReady();
  }

  @Override
  public void send(Batch batch, Position cursor) {
    socket.send(batch.in(WireForm.payloads()));
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
    socket.close(WebSocketMessages.of(), bye.reason());
  }
}
