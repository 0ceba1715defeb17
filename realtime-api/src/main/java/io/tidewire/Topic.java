package io.tidewire;

import java.util.Objects;

/**
 * Names a stream of events: {@code segment/segment/...}, each segment 1 to 255 of {@code A-Z a-z
 * 0-9 . _ ~ : @ -}, at most 16 segments and 1,024 characters. Values of any script become segments
 * by {@link #of(String, Object...)}, which escapes them. A first segment that begins with {@code $}
 * marks a topic of the system's own.
 *
 * @param name the well-formed name
 */
public record Topic(String name) {

  private static final String HINT =
      " (a value from outside is escaped by a template: Topic.of(\"pages/{page}\", page))";

  /**
   * Checks the name.
   *
   * @param name the segments, joined by slashes
   * @throws IllegalArgumentException if the name is malformed; the message says what is wrong
   */
  public Topic {
    Segments.check("topic", Objects.requireNonNull(name, "name"), name);
  }

  /**
   * Returns the topic of a name that is fixed or was read from a topic. For names that contain
   * values, see {@link #of(String, Object...)}.
   *
   * @param name the name
   * @return the topic
   * @throws IllegalArgumentException if the name is malformed
   */
  public static Topic of(String name) {
    try {
      return new Topic(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + HINT, e);
    }
  }

  /**
   * Returns the topic that a template gives with these values, which are escaped:
   *
   * <pre>{@code
   * Topic.of("pages/{page}", page)
   * }</pre>
   *
   * @param template a template as {@link TopicTemplate} reads it; code that uses one often keeps a
   *     {@link TopicTemplate} instead
   * @param values the values of the template's variables, in their order; each is written as its
   *     {@code toString()} gives it
   * @return the topic
   * @throws IllegalArgumentException if the template is malformed, has another number of variables,
   *     or a value is null, empty or too long
   */
  public static Topic of(String template, Object... values) {
    return TopicTemplate.of(template).expand(values);
  }

  /**
   * Escapes a value so that it can stand as one segment: each UTF-8 byte outside {@code A-Z a-z 0-9
   * . _ : @ -} becomes {@code ~HH}.
   *
   * @param value any text, not empty
   * @return the segment
   * @throws IllegalArgumentException if the value is empty, is no Unicode text, or makes a segment
   *     of more than 255 bytes
   */
  public static String escape(String value) {
    return Segments.escapeChecked(value);
  }

  /**
   * Reverses {@link #escape(String)}.
   *
   * @param segment one segment of a topic
   * @return the value that was escaped
   * @throws IllegalArgumentException if an escape in it is malformed
   */
  public static String unescape(String segment) {
    return Segments.unescape(segment);
  }

  /**
   * Tells whether this is one of the system's own topics.
   *
   * @return whether the name begins with {@code $}
   */
  public boolean isSystem() {
    return name.charAt(0) == '$';
  }

  // Written out: on JDK 17 a generated one is kept by the JDK, and its class loader with it.
  @Override
  public boolean equals(Object other) {
    return other instanceof Topic that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
