package io.tidewire.upgrade;

import io.tidewire.wire.WebSocketWriter;
import java.nio.ByteBuffer;

/** Assembles the head of a client's frame as it arrives (RFC 6455, section 5.2). */
final class FrameHead {

  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  private static final int LEAST_BYTES = 2;
  private static final int MOST_BYTES = 14;
  private static final int MASK_BYTES = 4;

  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int MOST_IN_TWO_BYTES = 0xFFFF;

  private final byte[] bytes = new byte[MOST_BYTES];
  private int filled;

  /** Adds the next byte, and tells whether it was the last one. */
  boolean add(byte next) {
    bytes[filled++] = next;
    return filled >= LEAST_BYTES && filled == size();
  }

  private int size() {
    int length =
        switch (bytes[1] & LENGTH) {
          case TWO_BYTES -> Short.BYTES;
          case EIGHT_BYTES -> Long.BYTES;
          default -> 0;
        };
    return LEAST_BYTES + length + (isMasked() ? MASK_BYTES : 0);
  }

  private boolean isMasked() {
    return (bytes[1] & MASKED) != 0;
  }

  int opcode() {
    return bytes[0] & OPCODE;
  }

  boolean isControl() {
    return opcode() >= CLOSE;
  }

  /** {@return whether no continuation follows} */
  boolean isFinal() {
    return (bytes[0] & FINAL) != 0;
  }

  /** {@return whether this is a close frame of a length that is allowed} */
  boolean isClose() {
    return opcode() == CLOSE && length() >= 0 && length() <= WebSocketWriter.MAX_CONTROL;
  }

  /** {@return the payload's length in bytes; negative if it is impossible} */
  long length() {
    ByteBuffer number = ByteBuffer.wrap(bytes, LEAST_BYTES, Long.BYTES);
    return switch (bytes[1] & LENGTH) {
      case TWO_BYTES -> Short.toUnsignedInt(number.getShort());
      case EIGHT_BYTES -> number.getLong();
      default -> bytes[1] & LENGTH;
    };
  }

  /** {@return the least length that needs as many bytes as this one is given in} */
  private long leastLength() {
    return switch (bytes[1] & LENGTH) {
      case TWO_BYTES -> TWO_BYTES;
      case EIGHT_BYTES -> MOST_IN_TWO_BYTES + 1L;
      default -> 0;
    };
  }

  /** {@return what is wrong with the head, inside a message or between two; empty if nothing is} */
  String fault(boolean inMessage) {
    if ((bytes[0] & RESERVED) != 0) {
      return "reserved bits without an extension";
    }
    if (!isMasked()) {
      return "a frame without a mask";
    }
    if (length() < 0) {
      return "a negative length";
    }
    if (length() < leastLength()) {
      return "a length in more bytes than it needs";
    }
    return switch (opcode()) {
      case TEXT, BINARY -> inMessage ? "a new message before the end of the last one" : "";
      case CONTINUATION -> inMessage ? "" : "a continuation of nothing";
      case CLOSE, PING, PONG ->
          isFinal() && length() <= WebSocketWriter.MAX_CONTROL ? "" : "a long control frame";
      default -> "an unknown opcode";
    };
  }

  /** Removes the mask from a whole payload. */
  void unmask(byte[] payload) {
    int mask = size() - MASK_BYTES;
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= bytes[mask + i % MASK_BYTES];
    }
  }
}
