package io.tidewire.web;

import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.JsonException;
import io.tidewire.wire.JsonReader;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client asks a transport for, unchecked: from the query of a GET, or from the body of
 * a POST, whose other options may also be in its query.
 */
public final class Asked {

  private static final List<String> OPTIONS = List.of("format", "rewind", "wait", "probe", "max");

  private final List<String> topics;
  private final List<@Nullable String> cursors;
  private final Map<String, String> options;

  private Asked(List<String> topics, List<@Nullable String> cursors, Map<String, String> options) {
    this.topics = topics;
    this.cursors = cursors;
    this.options = options;
  }

  static Asked inQuery(HttpServletRequest request) {
    List<String> cursors = Parameters.all(request, "lastEventId");
    String last = lastEventId(request);
    if (last != null) {
      cursors = List.of(last);
    } else if (cursors.isEmpty()) {
      cursors = Parameters.all(request, "since");
    }
    return new Asked(
        Parameters.all(request, "topic"), new ArrayList<>(cursors), optionsIn(request));
  }

  /**
   * Reads a body.
   *
   * @throws Refusal if it is not JSON or its members have other types
   */
  static Asked inBody(HttpServletRequest request, String body) {
    Map<?, ?> members = object(read(body), "the body");
    List<String> topics = new ArrayList<>();
    List<@Nullable String> cursors = new ArrayList<>();
    if (!(members.get("topics") instanceof List<?> elements)) {
      throw bad("'topics' is not an array of objects such as {\"topic\":\"news/today\"}");
    }
    for (Object element : elements) {
      Map<?, ?> each = object(element, "an element of 'topics'");
      if (!(each.get("topic") instanceof String topic)) {
        throw bad("an element of 'topics' has no string 'topic'");
      }
      topics.add(topic);
      cursors.add(cursor(topic, each.get("since")));
    }
    String last = lastEventId(request);
    if (last != null) {
      cursors = new ArrayList<>(List.of(last));
    }
    Map<String, String> options = optionsIn(request);
    for (String name : OPTIONS) {
      Object value = members.get(name);
      if (value != null) {
        options.put(name, option(name, value));
      }
    }
    return new Asked(topics, cursors, options);
  }

  private static @Nullable Object read(String body) {
    try {
      return JsonReader.read(body);
    } catch (JsonException e) {
      throw bad("the body is not JSON: " + e.getMessage());
    }
  }

  private static Map<?, ?> object(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> members) {
      return members;
    }
    throw bad(what + " is not a JSON object");
  }

  private static @Nullable String cursor(String topic, @Nullable Object since) {
    if (since == null || since instanceof String) {
      return (String) since;
    }
    throw bad("'since' is not a string").withTopic(topic);
  }

  private static String option(String name, Object value) {
    if (value instanceof String || value instanceof BigDecimal) {
      return value.toString();
    }
    if (value instanceof Boolean flag) {
      return flag ? "1" : "0";
    }
    throw bad("'" + name + "' is neither a string nor a number");
  }

  private static @Nullable String lastEventId(HttpServletRequest request) {
    String header = request.getHeader("Last-Event-ID");
    return header == null || header.isBlank() ? null : header.trim();
  }

  private static Map<String, String> optionsIn(HttpServletRequest request) {
    Map<String, String> options = new HashMap<>();
    for (String name : OPTIONS) {
      String value = Parameters.first(request, name);
      if (value != null) {
        options.put(name, value);
      }
    }
    return options;
  }

  List<String> topics() {
    return topics;
  }

  /**
   * {@return where to begin: none, one for all topics, or one for each, null for a topic without}
   */
  List<@Nullable String> cursors() {
    return cursors;
  }

  /** {@return whether the client says where to begin} */
  public boolean hasStart() {
    return option("rewind") != null || cursors.stream().anyMatch(cursor -> cursor != null);
  }

  /**
   * Looks for an option.
   *
   * @param name its name
   * @return its value, or null
   */
  public @Nullable String option(String name) {
    return options.get(name);
  }

  /**
   * Reads a whole number.
   *
   * @param name the option's name
   * @param fallback its value if it is not given
   * @param least its least value
   * @param most its greatest value
   * @return the number
   * @throws Refusal if it is not a number or is out of range
   */
  public int number(String name, int fallback, int least, int most) {
    String text = option(name);
    if (text == null) {
      return fallback;
    }
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw bad(name + " is not a number from " + least + " to " + most);
  }

  private static Refusal bad(String message) {
    return new Refusal(ErrorCode.BAD_REQUEST, message);
  }
}
