package io.tidewire.chain;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends a request in pieces, on a socket of its own. */
final class HalfRequest implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  private HalfRequest(Socket socket) {
    this.socket = socket;
  }

  /** Sends the head of a POST, and as much of its body as is given. */
  static HalfRequest post(TestServer server, String path, int length, String begin)
      throws IOException {
    return post(server, path, "application/json", length, begin);
  }

  static HalfRequest post(TestServer server, String path, String type, int length, String begin)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri("").getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    HalfRequest request = new HalfRequest(socket);
    request.send(
        "POST "
            + server.uri(path).getPath()
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + length
            + "\r\nConnection: close\r\n\r\n"
            + begin);
    return request;
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** Waits for all that the server sends until it closes. */
  String awaitAnswer() throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
