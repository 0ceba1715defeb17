package io.tidewire.protocol;

import io.tidewire.web.Refusal;
import io.tidewire.wire.JsonException;
import io.tidewire.wire.JsonReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads binary messages of clients: a JSON object on one line, a newline, and bytes that stand for
 * its {@code data}.
 */
final class BinaryMessage {

  /** The longest head. */
  static final int MAX_HEAD = 8_192;

  private BinaryMessage() {}

  /**
   * Reads a message.
   *
   * @param message the whole message, which nobody changes from now on
   * @return the members of its head, with the bytes behind it
   * @throws Refusal if it has no head
   */
  static Members read(byte[] message) {
    int end = endOfHead(message);
    @Nullable Object head;
    try {
      head = JsonReader.read(decode(message, end), Commands.RAW);
    } catch (JsonException e) {
      throw Members.bad("the head is not JSON: " + e.getMessage());
    }
    if (!(head instanceof Map<?, ?> members)) {
      throw Members.bad("the head is not a JSON object");
    }
    ByteBuffer behind = ByteBuffer.wrap(message, end + 1, message.length - end - 1);
    return new Members(members, behind, message.length);
  }

  private static int endOfHead(byte[] message) {
    for (int i = 0; i < message.length && i <= MAX_HEAD; i++) {
      if (message[i] == '\n') {
        return i;
      }
    }
    throw Members.bad(
        "a binary message is a JSON object on one line of at most %d bytes, a newline, and the bytes"
            .formatted(MAX_HEAD));
  }

  private static String decode(byte[] message, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(message, 0, end))
          .toString();
    } catch (CharacterCodingException e) {
      throw Members.bad("the head is not UTF-8");
    }
  }
}
