package io.tidewire.upgrade;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame as a client sends it. */
final class ClientFrame {

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final int first;
  private final byte[] payload;

  /**
   * @param first the first byte: the end of a message, reserved bits, and the opcode
   * @param payload unmasked
   */
  private ClientFrame(int first, byte[] payload) {
    this.first = first;
    this.payload = payload.clone();
  }

  static ClientFrame last(int opcode, byte... payload) {
    return new ClientFrame(0x80 | opcode, payload);
  }

  static ClientFrame part(int opcode, byte... payload) {
    return new ClientFrame(opcode, payload);
  }

  static ClientFrame text(String text) {
    return last(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  static ClientFrame close(int code) {
    return last(CLOSE, (byte) (code >> 8), (byte) code);
  }

  /** The bytes as they go over the wire. */
  byte[] bytes() {
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= MASK[i % MASK.length];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    out.writeBytes(length());
    out.writeBytes(MASK);
    out.writeBytes(masked);
    return out.toByteArray();
  }

  private byte[] length() {
    int length = payload.length;
    if (length < 126) {
      return new byte[] {(byte) (0x80 | length)};
    }
    return length <= 0xFFFF
        ? ByteBuffer.allocate(3).put((byte) (0x80 | 126)).putShort((short) length).array()
        : ByteBuffer.allocate(9).put((byte) (0x80 | 127)).putLong(length).array();
  }
}
