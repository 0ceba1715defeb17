package io.tidewire.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Receives WebSocket frames (RFC 6455, section 5.2), and answers pings. */
final class WebSocketClient extends Client {

  private static final int TEXT = 0x81;
  private static final int PING = 0x89;
  private static final int PONG = 0x8a;
  private static final int CLOSE = 0x88;
  private static final int MASKED = 0x80;
  private static final int SHORT = 125;

  private final byte[] request;
  private final Speech speech;
  private final NumberScanner numbers;
  private final Head head = new Head();
  private boolean upgraded;
  private int opcode;
  private int headerBytes;
  private int headerLength = 2;
  private long left;

  WebSocketClient(Line line, String path, Speech speech) {
    super(line);
    this.speech = speech;
    this.numbers = line.scanner(speech.watch());
    this.request =
        line.get(
            path,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
  }

  @Override
  void begin() {
    line.send(request);
  }

  @Override
  public void take(byte[] bytes, int to) {
    int from = upgraded ? 0 : head.take(bytes, 0, to);
    if (!upgraded && from >= 0) {
      head.expect(101);
      upgraded = true;
      line.inbox().served();
      speech.opened(text -> line.send(frame(TEXT, text)));
    }
    if (upgraded) {
      decode(bytes, from, to);
    }
  }

  private void decode(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (headerBytes < headerLength) {
        header(bytes[at++] & 0xff);
      } else {
        int taken = (int) Math.min(left, to - at);
        numbers.scan(bytes, at, at + taken);
        at += taken;
        left -= taken;
      }
      if (headerBytes == headerLength && left == 0) {
        endFrame();
      }
    }
  }

  private void header(int octet) {
    if (headerBytes == 0) {
      opcode = octet;
    } else if (headerBytes == 1 && octet > SHORT) {
      headerLength = octet == SHORT + 1 ? 4 : 10;
    } else {
      left = left << 8 | octet;
    }
    headerBytes++;
  }

  private void endFrame() {
    headerBytes = 0;
    headerLength = 2;
    if (opcode == PING) {
      line.send(frame(PONG, ""));
    } else if (opcode == CLOSE) {
      throw new IllegalStateException("the server has closed a WebSocket");
    }
  }

  /** A frame, masked with zeros. */
  private static byte[] frame(int opcode, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) opcode);
    if (payload.length <= SHORT) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | SHORT + 1)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }
}
