package io.tidewire.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parts of one message, a text or bytes. Takes no memory between two messages. For one
 * thread at a time.
 */
final class MessageParts {

  private @Nullable StringBuilder text;
  private @Nullable ByteArrayOutputStream bytes;

  boolean areNone() {
    return text == null && bytes == null;
  }

  void add(String part) {
    StringBuilder all = text == null ? new StringBuilder() : text;
    text = all.append(part);
  }

  void add(ByteBuffer part) {
    ByteArrayOutputStream all = bytes == null ? new ByteArrayOutputStream() : bytes;
    all.writeBytes(copy(part));
    bytes = all;
  }

  /** {@return the bytes of a buffer, which is left as it is} */
  static byte[] copy(ByteBuffer part) {
    byte[] copy = new byte[part.remaining()];
    part.duplicate().get(copy);
    return copy;
  }

  /** {@return how many characters or bytes there are} */
  int size() {
    return (text == null ? 0 : text.length()) + (bytes == null ? 0 : bytes.size());
  }

  /** {@return the text of all parts} */
  String text() {
    return text == null ? "" : text.toString();
  }

  /** {@return the bytes of all parts} */
  byte[] bytes() {
    return bytes == null ? new byte[0] : bytes.toByteArray();
  }

  void drop() {
    text = null;
    bytes = null;
  }
}
