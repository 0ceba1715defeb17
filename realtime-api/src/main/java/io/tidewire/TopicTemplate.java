package io.tidewire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes topics from values, and reads values out of topics, by variables that are whole segments:
 * {@code orders/{region}}. A publisher fills it in; a rule reads the variables back out of a topic.
 * Values are escaped on the way in and decoded on the way out.
 */
public final class TopicTemplate {

  private final String text;
  private final List<String> segments;

  private TopicTemplate(String text) {
    this.text = text;
    this.segments = List.of(Segments.split(text));
    variables();
    Segments.check("template", text, join(segment -> isVariable(segment) ? "x" : segment));
  }

  /**
   * Reads a template.
   *
   * @param text segments of a topic, any of them {@code {name}}
   * @return the template
   * @throws IllegalArgumentException if it is malformed or names a variable twice
   */
  public static TopicTemplate of(String text) {
    return new TopicTemplate(Objects.requireNonNull(text, "text"));
  }

  /** {@return the names of the variables, in the order of the segments} */
  public List<String> variables() {
    List<String> names = new ArrayList<>();
    for (String segment : segments) {
      if (isVariable(segment)) {
        names.add(variableName(segment, names));
      }
    }
    return List.copyOf(names);
  }

  private String variableName(String segment, List<String> before) {
    String name = segment.substring(1, segment.length() - 1);
    if (name.isEmpty() || !name.chars().allMatch(Character::isJavaIdentifierPart)) {
      throw new IllegalArgumentException(
          "template '" + Segments.printable(text) + "': '" + segment + "' is not a variable");
    }
    if (before.contains(name)) {
      throw new IllegalArgumentException(
          "template '" + Segments.printable(text) + "' names the variable '" + name + "' twice");
    }
    return name;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private String join(Function<String, String> each) {
    return String.join("/", segments.stream().map(each).toList());
  }

  /**
   * Fills in the variables.
   *
   * @param values gives the value of a variable by its name; its text is escaped
   * @return the topic
   * @throws IllegalArgumentException if a value is null or empty, or the topic becomes too long
   */
  public Topic expand(Function<String, ? extends @Nullable Object> values) {
    return new Topic(join(segment -> isVariable(segment) ? valueOf(segment, values) : segment));
  }

  /** Fills in the variables in their order. */
  Topic expand(Object[] values) {
    List<String> names = variables();
    if (names.size() != values.length) {
      throw new IllegalArgumentException(
          "template '%s' takes %d values %s, but %d were given"
              .formatted(Segments.printable(text), names.size(), names, values.length));
    }
    return expand(name -> values[names.indexOf(name)]);
  }

  private String valueOf(String segment, Function<String, ? extends @Nullable Object> values) {
    String name = segment.substring(1, segment.length() - 1);
    Object value = values.apply(name);
    String written = value == null ? "" : value.toString();
    if (written.isEmpty()) {
      throw new IllegalArgumentException(
          "template '" + text + "': the value of '" + name + "' is null or empty");
    }
    try {
      return Segments.escapeChecked(written);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "template '" + text + "', variable '" + name + "': " + e.getMessage(), e);
    }
  }

  /**
   * Reads the variables out of a topic. A topic whose segments are not as {@link #expand} would
   * write them does not fit: there is one topic for each set of values.
   *
   * @param topic the topic
   * @return the decoded values by name, or empty if the topic does not fit the template
   */
  public Optional<Map<String, String>> match(Topic topic) {
    String[] actual = Segments.split(topic.name());
    if (actual.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < actual.length; i++) {
      String segment = segments.get(i);
      if (isVariable(segment) && !(i == 0 && topic.isSystem())) {
        if (!Segments.isCanonical(actual[i])) {
          return Optional.empty();
        }
        values.put(segment.substring(1, segment.length() - 1), Segments.unescape(actual[i]));
      } else if (!segment.equals(actual[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(Map.copyOf(values));
  }

  @Override
  public String toString() {
    return text;
  }
}
