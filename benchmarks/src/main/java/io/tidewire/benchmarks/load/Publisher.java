package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Posts messages over one connection without waiting for the answers, which must all be good. */
final class Publisher implements Channel {

  private static final int BUFFER = 1 << 16;

  private final SocketChannel socket;
  private final Head head = new Head();
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER);

  Publisher(SocketChannel socket) {
    this.socket = socket;
  }

  /** Adds a message to what the next flush sends. */
  void post(String path, String payload) {
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
            + payload.length()
            + "\r\n\r\n"
            + payload;
    if (out.remaining() < request.length()) {
      flush();
    }
    out.put(request.getBytes(StandardCharsets.US_ASCII));
  }

  void flush() {
    out.flip();
    try {
      while (out.hasRemaining()) {
        socket.write(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the server took no message", e);
    }
    out.clear();
  }

  @Override
  public SocketChannel socket() {
    return socket;
  }

  @Override
  public void take(byte[] bytes, int to) {
    int at = 0;
    while (at >= 0 && at < to) {
      at = head.take(bytes, at, to);
      if (at >= 0) {
        head.expect(204);
        head.clear();
      }
    }
  }
}
