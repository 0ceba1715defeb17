package io.tidewire.upgrade;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into messages (RFC 6455, sections 5.4 to 5.6). Keeps nothing between two
 * messages, and of one no more than a little above what has arrived. For one thread at a time.
 */
final class FrameReader {

  private static final int FIRST_ROOM = 512;
  private static final int NORMAL = 1000;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int HALF_A_CODE = -1;

  private final int maxBytes;
  private final Listener listener;

  /** The frame that is arriving: its head, and once that is whole its payload. */
  private @Nullable FrameHead head;

  private byte @Nullable [] payload;
  private int payloadFilled;

  /** The earlier frames' payloads of the message that is arriving. */
  private @Nullable ByteArrayOutputStream message;

  private boolean ended;

  /**
   * What a client has sent. After {@link #binary}, {@link #tooLarge}, {@link #broken} and {@link
   * #closed} nothing comes any more.
   */
  interface Listener {

    /** A text message. */
    void text(String text);

    /** The beginning of a binary message. */
    void binary();

    /** The beginning of a message that is longer than the limit. */
    void tooLarge();

    /** A ping with its payload. */
    void ping(byte[] bytes);

    /** A pong. */
    void pong();

    /** The end, with the client's code, or 1000 without one (RFC 6455, section 7.4). */
    void closed(int code);

    /** Bytes that break the rules, and the code to close with. */
    void broken(int code, String what);
  }

  FrameReader(int maxBytes, Listener listener) {
    this.maxBytes = maxBytes;
    this.listener = listener;
  }

  /** Reads what has arrived, all of it. */
  void read(ByteBuffer bytes) {
    while (!ended && bytes.hasRemaining()) {
      FrameHead frame = head == null ? new FrameHead() : head;
      head = frame;
      if (payload == null) {
        readHead(frame, bytes);
      } else {
        readPayload(frame, payload, bytes);
      }
    }
  }

  private void readHead(FrameHead frame, ByteBuffer bytes) {
    if (!frame.add(bytes.get())) {
      return;
    }
    String fault = frame.fault(message != null);
    if (!fault.isEmpty()) {
      broken(PROTOCOL_ERROR, fault);
    } else if (frame.opcode() == FrameHead.BINARY) {
      ended = true;
      listener.binary();
    } else if (!frame.isControl() && messageSize() + frame.length() > maxBytes) {
      ended = true;
      listener.tooLarge();
    } else {
      begin(frame);
    }
  }

  private long messageSize() {
    return message == null ? 0 : message.size();
  }

  private void begin(FrameHead frame) {
    byte[] room = new byte[(int) Math.min(frame.length(), FIRST_ROOM)];
    payload = room;
    if (room.length == 0) {
      end(frame, room);
    }
  }

  private void readPayload(FrameHead frame, byte[] room, ByteBuffer bytes) {
    int length = (int) frame.length();
    int count = Math.min(bytes.remaining(), length - payloadFilled);
    int needed = payloadFilled + count;
    byte[] enough =
        needed <= room.length
            ? room
            : Arrays.copyOf(room, Math.min(length, Math.max(needed, 2 * room.length)));
    bytes.get(enough, payloadFilled, count);
    payload = enough;
    payloadFilled = needed;
    if (needed == length) {
      end(frame, enough);
    }
  }

  private void end(FrameHead frame, byte[] bytes) {
    head = null;
    payload = null;
    payloadFilled = 0;
    frame.unmask(bytes);
    switch (frame.opcode()) {
      case FrameHead.CLOSE -> close(bytes);
      case FrameHead.PING -> listener.ping(bytes);
      case FrameHead.PONG -> listener.pong();
      default -> add(bytes, frame.isFinal());
    }
  }

  private void close(byte[] bytes) {
    ended = true;
    int code =
        switch (bytes.length) {
          case 0 -> NORMAL;
          case 1 -> HALF_A_CODE;
          default -> ByteBuffer.wrap(bytes).getChar();
        };
    if (isCode(code)) {
      listener.closed(code);
    } else {
      broken(PROTOCOL_ERROR, "an impossible close code");
    }
  }

  /** Whether a client may send it: those of the protocol, of libraries and of applications. */
  private static boolean isCode(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  private void add(byte[] bytes, boolean last) {
    ByteArrayOutputStream earlier = message;
    if (earlier == null && last) {
      text(bytes);
      return;
    }
    ByteArrayOutputStream whole = earlier == null ? new ByteArrayOutputStream() : earlier;
    whole.writeBytes(bytes);
    message = last ? null : whole;
    if (last) {
      text(whole.toByteArray());
    }
  }

  private void text(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      broken(INVALID_PAYLOAD, "a text that is not UTF-8");
      return;
    }
    listener.text(text);
  }

  private void broken(int code, String what) {
    ended = true;
    listener.broken(code, what);
  }
}
