package io.tidewire.protocol;

import io.tidewire.TopicPattern;
import io.tidewire.web.Refusal;
import io.tidewire.wire.ErrorCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members of a client's frame; refuses those that are malformed. */
final class Members {

  private static final int MAX_ID = 64;

  private final Map<?, ?> members;

  Members(Map<?, ?> members) {
    this.members = members;
  }

  /** {@return the request's id; bounded, since each part of the answer repeats it} */
  @Nullable String id() {
    String id = optional("id");
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

  private String required(String name) {
    String value = optional(name);
    if (value == null) {
      throw bad("'" + name + "' is missing");
    }
    return value;
  }

  private @Nullable String optional(String name) {
    Object value = members.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw bad("'" + name + "' is not a string");
  }

  private static Refusal bad(String message) {
    return new Refusal(ErrorCode.BAD_REQUEST, message);
  }
}
