package io.tidewire.upgrade;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits what a client sends into messages (RFC 6455, sections 5.4 to 5.6). Keeps nothing between
 * two messages, and during one little more than has arrived. For one thread at a time.
 *
 * <p>When what the client sends is ignored, its frames are skipped without being kept or checked,
 * up to its close frame.
 */
final class FrameReader {

  private static final int FIRST_ROOM = 512;
  private static final int NORMAL = 1000;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int HALF_A_CODE = -1;

  private final int maxBytes;
  private final Receiver receiver;

  /** The frame that is arriving: its head, and once that is complete its payload. */
  private @Nullable FrameHead head;

  private byte @Nullable [] payload;
  private int payloadFilled;

  /** The earlier frames' payloads of the message that is arriving. */
  private @Nullable ByteArrayOutputStream message;

  /** Whether the message that is arriving is binary. */
  private boolean binary;

  /** Whether everything but the client's close frame is ignored. */
  private boolean skipping;

  /** How much of the payload of a skipped frame is left. */
  private long toSkip;

  private boolean ended;

  /** What the receiver knows to be kept. */
  private int kept;

  /**
   * Receives what a client has sent. After {@link #tooLarge} and {@link #broken} only {@link
   * #ended} is called; after {@link #closed} and {@link #ended}, nothing.
   */
  interface Receiver {

    /** Receives a text message. */
    void text(String text);

    /** Receives a binary message, in a buffer of its own. */
    void binary(ByteBuffer bytes);

    /** Hears how many bytes of a message that is not whole are kept now. */
    void receiving(int bytes);

    /** Called when a message turns out to be longer than the limit. */
    void tooLarge();

    /** Receives a ping with its payload. */
    void ping(byte[] bytes);

    /** Receives a pong. */
    void pong();

    /** Receives a close with the client's code, or 1000 without one (RFC 6455, section 7.4). */
    void closed(int code);

    /** Called when bytes break the protocol, with the code to close with. */
    void broken(int code, String what);

    /** {@return whether everything but the client's close frame is ignored} */
    boolean isOver();

    /** Called at the client's close frame, when everything else is ignored. */
    void ended();
  }

  FrameReader(int maxBytes, Receiver receiver) {
    this.maxBytes = maxBytes;
    this.receiver = receiver;
  }

  /** {@return whether what has arrived was skipped} */
  boolean isSkipping() {
    return skipping;
  }

  private void skipMessages() {
    skipping = true;
    message = null;
    FrameHead frame = head;
    if (frame != null && payload != null && !frame.isClose()) {
      skip(frame, payloadFilled);
    }
  }

  private void skip(FrameHead frame, int arrived) {
    toSkip = frame.length() < 0 ? Long.MAX_VALUE : frame.length() - arrived;
    forgetFrame();
  }

  private void forgetFrame() {
    head = null;
    payload = null;
    payloadFilled = 0;
  }

  private void skipMessagesIfOver() {
    if (!skipping && receiver.isOver()) {
      skipMessages();
    }
  }

  /** Reads everything that has arrived. */
  void read(ByteBuffer bytes) {
    skipMessagesIfOver();
    while (!ended && bytes.hasRemaining()) {
      if (toSkip > 0) {
        int skipped = (int) Math.min(toSkip, bytes.remaining());
        bytes.position(bytes.position() + skipped);
        toSkip -= skipped;
        continue;
      }
      FrameHead frame = head == null ? new FrameHead() : head;
      head = frame;
      if (payload == null) {
        readHead(frame, bytes);
      } else {
        readPayload(frame, payload, bytes);
      }
    }
    tellKept();
  }

  private void tellKept() {
    int now = payloadFilled + (int) messageSize();
    if (now != kept) {
      kept = now;
      receiver.receiving(now);
      skipMessagesIfOver();
    }
  }

  private void readHead(FrameHead frame, ByteBuffer bytes) {
    if (!frame.add(bytes.get())) {
      return;
    }
    skipMessagesIfOver();
    if (skipping) {
      beginIfClose(frame);
      return;
    }
    String fault = frame.fault(message != null);
    if (!fault.isEmpty()) {
      skipMessages();
      receiver.broken(PROTOCOL_ERROR, fault);
      beginIfClose(frame);
    } else if (!frame.isControl() && frame.length() > maxBytes - messageSize()) {
      skipMessages();
      skip(frame, 0);
      receiver.tooLarge();
    } else {
      begin(frame);
    }
  }

  private void beginIfClose(FrameHead frame) {
    if (frame.isClose()) {
      begin(frame);
    } else {
      skip(frame, 0);
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
    forgetFrame();
    if (skipping) {
      ended = true;
      receiver.ended();
      return;
    }
    frame.unmask(bytes);
    switch (frame.opcode()) {
      case FrameHead.CLOSE -> close(bytes);
      case FrameHead.PING -> receiver.ping(bytes);
      case FrameHead.PONG -> receiver.pong();
      default -> add(frame, bytes);
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
    if (!isCode(code)) {
      receiver.broken(PROTOCOL_ERROR, "an impossible close code");
      receiver.ended();
    } else if (bytes.length > Short.BYTES && !isUtf8(bytes, Short.BYTES)) {
      receiver.broken(INVALID_PAYLOAD, "a close reason that is not UTF-8");
      receiver.ended();
    } else {
      receiver.closed(code);
    }
  }

  private static boolean isUtf8(byte[] bytes, int from) {
    try {
      var unused = decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String decode(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  /**
   * {@return whether a client may send the close code: the protocol's, libraries', applications'}
   */
  private static boolean isCode(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  private void add(FrameHead frame, byte[] bytes) {
    ByteArrayOutputStream earlier = message;
    boolean last = frame.isFinal();
    binary = earlier == null ? frame.opcode() == FrameHead.BINARY : binary;
    if (earlier == null && last) {
      pass(bytes);
      return;
    }
    ByteArrayOutputStream whole = earlier == null ? new ByteArrayOutputStream() : earlier;
    whole.writeBytes(bytes);
    message = last ? null : whole;
    if (last) {
      pass(whole.toByteArray());
    }
  }

  private void pass(byte[] bytes) {
    tellKept();
    if (binary) {
      receiver.binary(ByteBuffer.wrap(bytes));
    } else {
      text(bytes);
    }
  }

  private void text(byte[] bytes) {
    String text;
    try {
      text = decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      skipMessages();
      receiver.broken(INVALID_PAYLOAD, "a text that is not UTF-8");
      return;
    }
    receiver.text(text);
  }
}
