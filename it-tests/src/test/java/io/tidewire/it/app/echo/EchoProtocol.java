package io.tidewire.it.app.echo;

import io.tidewire.Position;
import io.tidewire.carrier.Listener;
import io.tidewire.carrier.Opening;
import io.tidewire.carrier.Socket;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Transport;
import io.tidewire.web.Refusal;
import io.tidewire.wire.Control;
import io.tidewire.wire.WebSocketMessages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends each message back. */
record EchoProtocol(Attachment clients) implements SocketProtocol {

  @Override
  public Listener open(Opening opening, Function<ClientConnection, Socket> socket) {
    AtomicReference<Echo> echo = new AtomicReference<>();
    clients.open(opening.identity(), self -> echo.updateAndGet(none -> echo(self, socket)));
    return echo.get();
  }

  @Override
  public WebSocketMessages reject(Opening opening, Refusal refusal) {
    return WebSocketMessages.of(refusal.reason());
  }

  private static Echo echo(ClientConnection self, Function<ClientConnection, Socket> socket) {
    var text = new StringBuilder();
    return new Echo(
        self, socket.apply(self), text, new ByteArrayOutputStream(), new ArrayDeque<>());
  }

  /** Serves one client, whose thread collects the parts of a message; its loop sends. */
  private record Echo(
      ClientConnection connection,
      Socket socket,
      StringBuilder text,
      ByteArrayOutputStream bytes,
      Queue<WebSocketMessages> unsent)
      implements Listener, Transport {

    @Override
    public void text(String part, boolean last) {
      text.append(part);
      if (last) {
        echo(WebSocketMessages.of(text.toString()));
        text.setLength(0);
      }
    }

    @Override
    public void binary(ByteBuffer part, boolean last) {
      while (part.hasRemaining()) {
        bytes.write(part.get());
      }
      if (last) {
        echo(WebSocketMessages.of(ByteBuffer.wrap(bytes.toByteArray())));
        bytes.reset();
      }
    }

    private void echo(WebSocketMessages message) {
      connection.later(() -> unsent.add(message));
      connection.later(this::isReady);
    }

    @Override
    public boolean isReady() {
      while (!unsent.isEmpty() && socket.isReady()) {
        socket.send(unsent.remove());
      }
      return socket.isReady();
    }

    @Override
    public void send(Batch batch, Position cursor) {}

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {
      socket.close(WebSocketMessages.of(), bye.reason());
    }

    @Override
    public String name() {
      return "echo";
    }
  }
}
