package io.tidewire;

import java.util.Objects;

/**
 * The name of a stream of events: {@code segment/segment/...}, each segment 1 to 64 of {@code A-Z
 * a-z 0-9 . _ ~ : @ -}, at most 16 segments and 255 characters. A first segment that begins with
 * {@code $} marks a topic of the system's own.
 *
 * @param name the well-formed name
 */
public record Topic(String name) {

  /**
   * Checks the name.
   *
   * @param name the segments, joined by slashes
   * @throws IllegalArgumentException if the name is malformed; the message says what is wrong
   */
  public Topic {
    Segments.fault(Objects.requireNonNull(name, "name"))
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(
                  "topic '" + Segments.printable(name) + "': " + fault);
            });
  }

  /**
   * The topic of that name.
   *
   * @param name the name
   * @return the topic
   * @throws IllegalArgumentException if the name is malformed
   */
  public static Topic of(String name) {
    return new Topic(name);
  }

  /**
   * Escapes a value so that it can stand as one segment: each UTF-8 byte outside {@code A-Z a-z 0-9
   * . _ : @ -} becomes {@code ~HH}.
   *
   * @param value any text, not empty
   * @return the segment
   * @throws IllegalArgumentException if the value is empty or its segment exceeds 64 characters
   */
  public static String escape(String value) {
    String segment = Segments.escape(value);
    if (!Segments.isSegment(segment)) {
      throw new IllegalArgumentException(
          value.isEmpty()
              ? "an empty value cannot be a segment of a topic"
              : "value '" + Segments.printable(value) + "' is too long for a segment of a topic");
    }
    return segment;
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
   * Whether this is one of the system's own topics.
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
