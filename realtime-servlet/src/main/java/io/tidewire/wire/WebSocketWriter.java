package io.tidewire.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes what a server sends over a WebSocket, one frame after the other (RFC 6455, section 5). */
public final class WebSocketWriter {

  /** The longest payload of a ping, a pong or a close. */
  public static final int MAX_CONTROL = 125;

  private static final int FINAL = 0x80;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int TWO_BYTES_MAX = 0xFFFF;
  private static final int LENGTH_MAX_HEAD = 10;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Names the kinds of frames (RFC 6455, section 5.2). */
  private enum Opcode {
    TEXT(0x1),
    BINARY(0x2),
    CLOSE(0x8),
    PING(0x9),
    PONG(0xA);

    private final int number;

    Opcode(int number) {
      this.number = number;
    }
  }

  /**
   * Adds frames that were written before.
   *
   * @param frames their bytes
   * @return this
   */
  public WebSocketWriter frames(byte[] frames) {
    out.writeBytes(frames);
    return this;
  }

  /**
   * Adds a text message.
   *
   * @param text its text
   * @return this
   */
  public WebSocketWriter text(String text) {
    return frame(Opcode.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Adds a binary message.
   *
   * @param bytes its bytes, all that remain
   * @return this
   */
  public WebSocketWriter binary(ByteBuffer bytes) {
    return frame(Opcode.BINARY, bytes);
  }

  /**
   * Adds a ping without payload.
   *
   * @return this
   */
  public WebSocketWriter ping() {
    return frame(Opcode.PING, ByteBuffer.allocate(0));
  }

  /**
   * Adds the answer to a ping.
   *
   * @param payload the ping's, at most {@value #MAX_CONTROL} bytes
   * @return this
   */
  public WebSocketWriter pong(byte[] payload) {
    return frame(Opcode.PONG, ByteBuffer.wrap(payload));
  }

  /**
   * Adds a close, after which nothing may follow.
   *
   * @param code why, for machines
   * @param reason why, for people; short ASCII
   * @return this
   */
  public WebSocketWriter close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
    return frame(
        Opcode.CLOSE,
        ByteBuffer.allocate(Short.BYTES + text.length).putShort((short) code).put(text).flip());
  }

  private WebSocketWriter frame(Opcode opcode, ByteBuffer payload) {
    int length = payload.remaining();
    ByteBuffer head = ByteBuffer.allocate(LENGTH_MAX_HEAD).put((byte) (FINAL | opcode.number));
    if (length < TWO_BYTES) {
      head.put((byte) length);
    } else if (length <= TWO_BYTES_MAX) {
      head.put((byte) TWO_BYTES).putShort((short) length);
    } else {
      head.put((byte) EIGHT_BYTES).putLong(length);
    }
    write(head.flip());
    write(payload);
    return this;
  }

  private void write(ByteBuffer bytes) {
    out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  /** {@return the bytes of everything that was added, as they are sent} */
  public byte[] bytes() {
    return out.toByteArray();
  }
}
