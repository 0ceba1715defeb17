package io.tidewire.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/**
 * The counterpart of the kit's own tests: reads a request's head, then a handler has the socket.
 */
final class TinyServer implements AutoCloseable {

  /** One connection, on a thread of its own; it ends when this returns. */
  interface Handler {
    void serve(Request request, RawHttp connection);
  }

  record Request(String line, List<String> headers) {
    String header(String name) {
      return new RawHttp.Response(0, headers, "").header(name).orElse("");
    }
  }

  private final ServerSocket listener;
  private final Handler handler;

  TinyServer(Handler handler) {
    this.handler = handler;
    try {
      listener = new ServerSocket(0, 300, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Link.startThread("tiny-server", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port() + path);
  }

  static void send(RawHttp connection, String text) {
    connection.send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers 101, choosing the first subprotocol that was offered. */
  static void upgrade(Request request, RawHttp connection) {
    String offered = request.header("Sec-WebSocket-Protocol").split(",", 2)[0];
    String chosen = offered.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + offered + "\r\n";
    send(
        connection,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + chosen
            + "Sec-WebSocket-Accept: "
            + accept(request.header("Sec-WebSocket-Key"))
            + "\r\n\r\n");
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /** Section 4.2.2 of RFC 6455. */
  private static String accept(String key) {
    try {
      byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Link.startThread("tiny-connection", () -> serve(socket));
      }
    } catch (IOException e) {
      // The listener was closed.
    }
  }

  private void serve(Socket socket) {
    try (RawHttp connection = new RawHttp(socket)) {
      handler.serve(new Request(connection.readLine(), connection.readHeaders()), connection);
    } catch (UncheckedIOException | AssertionError e) {
      // The client has gone, which many of these tests are about.
    }
  }
}
