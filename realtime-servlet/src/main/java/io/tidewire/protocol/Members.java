package io.tidewire.protocol;

import io.tidewire.Payload;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.web.Refusal;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import io.tidewire.wire.JsonReader;
import io.tidewire.wire.JsonText;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members of a client's frame; refuses those that are malformed. */
final class Members {

  private static final int MAX_ID = 64;
  private static final Payload NOTHING = Payload.json("null");
  private static final String OCTETS = "application/octet-stream";
  private static final String NO_HEADERS = "'headers' is not an object of strings";

  private final Map<?, ?> members;
  private final @Nullable ByteBuffer bytes;
  private final int size;

  /**
   * @param size how many bytes of the client's message it stands for, at most
   */
  Members(Map<?, ?> members, int size) {
    this(members, null, size);
  }

  /**
   * @param bytes what stands behind the head of a binary message, in place of {@code data}
   * @param size how many bytes of the client's message it stands for, at most
   */
  Members(Map<?, ?> members, @Nullable ByteBuffer bytes, int size) {
    this.members = members;
    this.bytes = bytes;
    this.size = size;
  }

  /** {@return how many bytes are kept as long as this is} */
  int size() {
    return size;
  }

  /** {@return whether it is the head of a binary message} */
  boolean hasBytes() {
    return bytes != null;
  }

  /** {@return the request's id; bounded, since each part of the answer repeats it} */
  @Nullable String id() {
    String id = text("id");
    if (id != null && id.length() > MAX_ID) {
      throw bad("'id' has " + id.length() + " characters, at most " + MAX_ID);
    }
    return id;
  }

  String type() {
    return required("type");
  }

  /** {@return the topics and patterns to subscribe to, as the client wrote them} */
  List<String> topics() {
    if (members.containsKey("topic") == members.containsKey("topics")) {
      throw bad("give either 'topic' or 'topics'");
    }
    return strings(members.containsKey("topic") ? "topic" : "topics");
  }

  /** {@return the topic or pattern to unsubscribe from} */
  TopicPattern topic() {
    String topic = required("topic");
    try {
      return TopicPattern.of(topic);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  /** {@return the topic to publish to, or the address to send to} */
  Topic topicName(String name) {
    String topic = required(name);
    try {
      return Topic.of(topic);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  /** {@return a member that is one segment of a topic} */
  String segment(String name) {
    String segment = required(name);
    if (segment.indexOf('/') >= 0) {
      throw bad("'" + name + "' is more than one segment: '" + Excerpt.of(segment) + "'");
    }
    try {
      return Topic.of(segment).name();
    } catch (IllegalArgumentException e) {
      throw bad("'" + name + "': " + e.getMessage());
    }
  }

  /** {@return the payload, or JSON's null if it is missing} */
  Payload payloadOrNull() {
    return hasBytes() || members.containsKey("data") ? payload() : NOTHING;
  }

  /** {@return the payload: JSON as the client wrote it, bytes, or what base64 stands for} */
  Payload payload() {
    ByteBuffer behind = bytes;
    if (behind != null) {
      if (members.containsKey("data") || members.containsKey("encoding")) {
        throw bad("'data' and 'encoding' have no place in a binary message");
      }
      return binary(MessageParts.copy(behind), text("contentType"));
    }
    if (!(members.get("data") instanceof JsonText data)) {
      throw bad("'data' is missing");
    }
    String encoding = text("encoding");
    String contentType = text("contentType");
    if (encoding != null) {
      return binary(data, encoding, contentType);
    }
    if (contentType != null && !contentType.equalsIgnoreCase(Payload.JSON)) {
      throw bad("'contentType' needs 'encoding': 'data' is JSON without it");
    }
    return Payload.json(data.text());
  }

  /** {@return the bytes of a chunk, in place of a payload: those behind the head, or base64} */
  ByteBuffer chunk() {
    if (bytes != null) {
      return bytes;
    }
    if (text("encoding") == null) {
      throw bad("'encoding' is not 'base64'");
    }
    return payload().bytes();
  }

  private static Payload binary(JsonText data, String encoding, @Nullable String contentType) {
    if (!encoding.equals("base64")) {
      throw bad("'encoding' is not 'base64'");
    }
    if (!(JsonReader.read(data.text()) instanceof String text)) {
      throw bad("'data' is not a string in base64");
    }
    return binary(decode(text), contentType);
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw bad("'data': " + Excerpt.of(String.valueOf(e.getMessage())));
    }
  }

  private static Payload binary(byte[] content, @Nullable String contentType) {
    try {
      return Payload.binary(content, contentType == null ? OCTETS : contentType);
    } catch (IllegalArgumentException e) {
      throw bad("'contentType': " + Excerpt.of(String.valueOf(e.getMessage())));
    }
  }

  /** {@return the headers of an event} */
  Map<String, String> headers() {
    Object value = members.get("headers");
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw bad(NO_HEADERS);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    map.forEach(
        (name, text) -> {
          if (!(text instanceof String string)) {
            throw bad(NO_HEADERS);
          }
          headers.put(String.valueOf(name), string);
        });
    return headers;
  }

  /** {@return a member that is true or false} */
  boolean flag(String name, boolean otherwise) {
    Object value = members.get(name);
    if (value == null || value instanceof Boolean) {
      return value == null ? otherwise : (boolean) value;
    }
    throw bad("'" + name + "' is not true or false");
  }

  /** {@return a member that is a whole number, 0 or more, and must be there} */
  long count(String name) {
    if (!members.containsKey(name)) {
      throw bad("'" + name + "' is missing");
    }
    try {
      if (members.get(name) instanceof BigDecimal number && number.signum() >= 0) {
        return number.longValueExact();
      }
    } catch (ArithmeticException e) {
      throw notCounting(name);
    }
    throw notCounting(name);
  }

  private static Refusal notCounting(String name) {
    return bad("'" + name + "' is not a whole number, 0 or more");
  }

  /** {@return whether there is a member} */
  boolean has(String name) {
    return members.containsKey(name);
  }

  /** Refuses members of the protocol that this version does not offer. */
  void requireNone(String... names) {
    for (String name : names) {
      if (members.containsKey(name)) {
        throw bad("'" + name + "' is not offered yet");
      }
    }
  }

  /** {@return the cursors to begin after; none, one, or one for each topic} */
  List<String> since() {
    return strings("since");
  }

  @Nullable String rewind() {
    Object value = members.get("rewind");
    if (value == null || value instanceof BigDecimal) {
      return value == null ? null : value.toString();
    }
    throw bad("'rewind' is not a number");
  }

  /** {@return a member that is a string or a list of strings; an empty list if it is missing} */
  private List<String> strings(String name) {
    Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    List<String> strings = new ArrayList<>();
    for (Object element : value instanceof List<?> list ? list : List.of(value)) {
      if (!(element instanceof String string)) {
        throw bad("'" + name + "' is not a string or a list of strings");
      }
      strings.add(string);
    }
    return strings;
  }

  /** {@return a member that is a string and must be there} */
  String required(String name) {
    String value = text(name);
    if (value == null) {
      throw bad("'" + name + "' is missing");
    }
    return value;
  }

  /** {@return a member that is a string, or null if it is missing} */
  @Nullable String text(String name) {
    Object value = members.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw bad("'" + name + "' is not a string");
  }

  /** Makes the refusal of an object that is malformed. */
  static Refusal bad(String message) {
    return new Refusal(ErrorCode.BAD_REQUEST, message);
  }
}
