package io.tidewire.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Builds one block of an event stream (WHATWG HTML, section 9.2.6).
 *
 * <p>No field can end its line early: a line break in {@code data} begins another {@code data:}
 * line. In any other field it is refused, and so is NUL, for which a client would ignore the field.
 * The {@code id} is last, so that a client that is cut inside the block has not stored it.
 */
final class SseBlock {

  /** The empty block. */
  static final byte[] NOTHING = {};

  private static final byte[] DATA = ascii("data: ");

  private final ByteArrayOutputStream bytes;

  private SseBlock(int size) {
    this.bytes = new ByteArrayOutputStream(size);
  }

  /**
   * Starts a block.
   *
   * @param expectedSize about how many bytes it will have
   * @return an empty block
   */
  static SseBlock ofAbout(int expectedSize) {
    return new SseBlock(expectedSize + 32);
  }

  /**
   * Adds a comment line.
   *
   * @param text the comment, which clients ignore
   * @return this block
   */
  SseBlock comment(String text) {
    return field("", text);
  }

  /**
   * Adds the event's type.
   *
   * @param type the type
   * @return this block
   */
  SseBlock event(String type) {
    return field("event", type);
  }

  /**
   * Adds the reconnection time.
   *
   * @param millis milliseconds, not negative
   * @return this block
   */
  SseBlock retry(long millis) {
    return field("retry", Long.toString(millis));
  }

  /**
   * Adds the cursor.
   *
   * @param id the cursor
   * @return this block
   */
  SseBlock id(String id) {
    return field("id", id);
  }

  private SseBlock field(String name, String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "field '" + name + "' of an event stream contains a line break or NUL");
    }
    write(ascii(name + ": "));
    write(value.getBytes(StandardCharsets.UTF_8));
    bytes.write('\n');
    return this;
  }

  /**
   * Adds the data, one {@code data:} line for each of its lines.
   *
   * @param data text in UTF-8; CR, LF and CRLF each end a line
   * @return this block
   */
  SseBlock data(byte[] data) {
    write(DATA);
    int start = 0;
    for (int i = 0; i < data.length; i++) {
      if (data[i] == '\n' || data[i] == '\r') {
        line(data, start, i);
        write(DATA);
        i += data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n' ? 1 : 0;
        start = i + 1;
      }
    }
    line(data, start, data.length);
    return this;
  }

  /**
   * Adds the data.
   *
   * @param data any text; what UTF-8 cannot express becomes a question mark
   * @return this block
   */
  SseBlock data(String data) {
    return data(data.getBytes(StandardCharsets.UTF_8));
  }

  private void line(byte[] data, int from, int to) {
    bytes.write(data, from, to - from);
    bytes.write('\n');
  }

  /**
   * Ends the block.
   *
   * @return its bytes, including the blank line at the end
   */
  byte[] end() {
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private void write(byte[] text) {
    bytes.write(text, 0, text.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
