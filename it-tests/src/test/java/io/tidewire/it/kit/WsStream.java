package io.tidewire.it.kit;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of the JDK's client: puts messages together, takes batches apart, and sends one
 * message after the other. Holds no thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Faults are told to the sink.
final class WsStream implements AutoCloseable {

  /** What a test asks of the upgrade: headers, and at most one offer of subprotocols. */
  record Upgrade(URI uri, Map<String, String> headers, List<String> subprotocols) {}

  private static final long PROBE_MILLIS = 200;

  /** An end that the server has told, and the client has read, may still be on its way to here. */
  private static final long GRACE_MILLIS = 2_000;

  private final Sink sink;
  private final AtomicBoolean over = new AtomicBoolean();
  private final CompletableFuture<WebSocket> upgrade;

  // Guarded by this.
  private CompletableFuture<WebSocket> sends;
  private boolean closing;

  private WsStream(HttpClient http, Upgrade wanted, Sink sink) {
    this.sink = sink;
    WebSocket.Builder builder = http.newWebSocketBuilder();
    wanted.headers().forEach(builder::header);
    List<String> offers = wanted.subprotocols();
    if (!offers.isEmpty()) {
      builder.subprotocols(offers.get(0), offers.stream().skip(1).toArray(String[]::new));
    }
    upgrade = builder.buildAsync(wanted.uri(), new Receiver());
    sends = upgrade;
  }

  /** Asks for the upgrade; the sink may be told of its failure before this returns. */
  static WsStream open(HttpClient http, Upgrade wanted, Sink sink) {
    WsStream stream = new WsStream(http, wanted, sink);
    stream.upgrade.whenComplete(
        (socket, fault) -> {
          if (fault != null) {
            stream.end(refusal(fault), "no upgrade: " + fault);
          } else {
            stream.probeLater();
          }
        });
    return stream;
  }

  CompletableFuture<WebSocket> upgrade() {
    return upgrade;
  }

  /** Sends, once what was sent before is out, a whole message or the next part of one. */
  synchronized CompletableFuture<WebSocket> send(String text, boolean last) {
    sends = sends.thenCompose(socket -> socket.sendText(text, last));
    return sends;
  }

  /** Sends bytes in the same way. */
  synchronized CompletableFuture<WebSocket> send(byte[] bytes, boolean last) {
    sends = sends.thenCompose(socket -> socket.sendBinary(ByteBuffer.wrap(bytes), last));
    return sends;
  }

  /** Sends a whole message; where that fails, the connection's end will say so. */
  void post(String text) {
    send(text, true);
  }

  /** Says goodbye with this code; the sink hears of the server's answer. */
  synchronized void sendClose(int code) {
    closing = true;
    sends = sends.thenCompose(socket -> socket.sendClose(code, ""));
  }

  /** Drops the connection without a goodbye; the sink hears no more. */
  @Override
  public void close() {
    over.set(true);
    upgrade.thenAccept(WebSocket::abort);
  }

  private void probeLater() {
    Http.soon(PROBE_MILLIS, this::probe);
  }

  /**
   * The JDK's client misses an end of the connection that follows a frame closely (seen on JDK 17):
   * it then tells nothing more, ever. A pong that nobody asked for fails on such a connection.
   */
  private void probe() {
    if (!over.get()) {
      sendPong()
          .whenComplete(
              (socket, fault) -> {
                if (fault == null) {
                  probeLater();
                } else {
                  String how = "no longer takes a pong: " + fault;
                  Http.soon(GRACE_MILLIS, () -> end(End.BROKEN, how));
                }
              });
    }
  }

  private synchronized CompletableFuture<WebSocket> sendPong() {
    if (!closing) {
      sends = sends.thenCompose(socket -> socket.sendPong(ByteBuffer.allocate(0)));
    }
    return sends;
  }

  private static int refusal(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return cause instanceof WebSocketHandshakeException refused
        ? refused.getResponse().statusCode()
        : End.BROKEN;
  }

  private void end(int code, String how) {
    if (over.compareAndSet(false, true)) {
      sink.ended(new End(code, how));
    }
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      message.append(part);
      if (last && !over.get()) {
        String text = message.toString();
        message.setLength(0);
        Envelope.unbatch(text).forEach(sink::frame);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      binary.writeBytes(bytes);
      if (last && !over.get()) {
        sink.frame(Envelope.ofBinary(binary.toByteArray()));
        binary.reset();
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      end(code, reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable fault) {
      end(End.BROKEN, fault.toString());
    }
  }
}
