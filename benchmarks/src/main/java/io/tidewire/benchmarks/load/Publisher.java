package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Posts messages over one connection without waiting for the answers, which must all be good. */
final class Publisher implements Channel, Publishing {

  private static final int BUFFER = 1 << 16;
  private static final String JSON = "application/json";

  private final SocketChannel socket;
  private final Head head = new Head();
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
  private int unanswered;
  private int bodyLeft;

  Publisher(SocketChannel socket) {
    this.socket = socket;
  }

  /** Adds a message to what the next flush sends. */
  @Override
  public void post(long turn, String topic, String payload) {
    byte[] request = Head.post("/publish/" + topic, JSON, payload);
    if (out.remaining() < request.length) {
      flush();
    }
    out.put(request);
    unanswered++;
  }

  @Override
  public void flush() {
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
  public boolean isAnswered() {
    return unanswered == 0;
  }

  @Override
  public SocketChannel socket() {
    return socket;
  }

  @Override
  public void take(byte[] bytes, int to) {
    int at = 0;
    while (at >= 0 && at < to) {
      int skipped = Math.min(bodyLeft, to - at);
      bodyLeft -= skipped;
      at = skipped > 0 ? at + skipped : head(bytes, at, to);
    }
  }

  private int head(byte[] bytes, int from, int to) {
    int at = head.take(bytes, from, to);
    if (at >= 0) {
      head.expect(2);
      bodyLeft = head.contentLength();
      head.clear();
      unanswered--;
    }
    return at;
  }
}
