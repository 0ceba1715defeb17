package io.tidewire;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Says what a subscription asks for: a topic, or a pattern of topics in which {@code *} stands for
 * one segment and a last {@code **} for one or more. Neither matches a first segment that begins
 * with {@code $}.
 *
 * @param text the well-formed pattern, as the subscriber wrote it
 */
public record TopicPattern(String text) {

  private static final List<String> OPEN = List.of("$user/", "$presence/", "$count/");

  /**
   * Checks the pattern.
   *
   * @param text the segments and wildcards, joined by slashes
   * @throws IllegalArgumentException if the pattern is malformed; the message says what is wrong
   */
  public TopicPattern {
    Objects.requireNonNull(text, "text");
    if (text.indexOf('*') < 0) {
      Segments.check("topic", text, text);
    } else {
      checkWildcards(text);
    }
  }

  /**
   * Returns the pattern of that text.
   *
   * @param text a topic name, or a pattern with wildcards
   * @return the pattern
   * @throws IllegalArgumentException if the pattern is malformed
   */
  public static TopicPattern of(String text) {
    return new TopicPattern(text);
  }

  /**
   * Returns the pattern that matches one topic.
   *
   * @param topic the topic
   * @return its pattern
   */
  public static TopicPattern of(Topic topic) {
    return new TopicPattern(topic.name());
  }

  private static void checkWildcards(String text) {
    String[] segments = Segments.split(text);
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      if (segment.indexOf('*') >= 0
          && !segment.equals("*")
          && !(segment.equals("**") && i == segments.length - 1)) {
        throw new IllegalArgumentException(
            "pattern '"
                + Segments.printable(text)
                + "': '*' stands for a whole segment and '**' for the last one");
      }
    }
    Segments.check("pattern", text, text.replace('*', 'x'));
  }

  /**
   * Tells whether this is closed to clients, whatever rules say. Topics that begin with {@code $}
   * are the system's own; only those below {@code $user}, {@code $presence} and {@code $count} are
   * about people, and may be opened by rules.
   *
   * @return whether no rule may be about it
   */
  public boolean isClosed() {
    return text.charAt(0) == '$' && OPEN.stream().noneMatch(text::startsWith);
  }

  /** {@return whether it has wildcards, and so is more than the name of one topic} */
  public boolean hasWildcard() {
    return text.indexOf('*') >= 0;
  }

  /** {@return the one topic that it stands for, or empty if it has wildcards} */
  public Optional<Topic> topic() {
    return hasWildcard() ? Optional.empty() : Optional.of(Topic.of(text));
  }

  /**
   * Tells whether a topic is covered.
   *
   * @param topic the topic
   * @return whether the pattern matches it
   */
  public boolean matches(Topic topic) {
    if (!hasWildcard()) {
      return text.equals(topic.name());
    }
    return !(text.charAt(0) == '*' && topic.isSystem()) && matches(topic.name());
  }

  private boolean matches(String name) {
    int p = 0;
    int n = 0;
    while (p < text.length() && n < name.length()) {
      int patternEnd = segmentEnd(text, p);
      int nameEnd = segmentEnd(name, n);
      if (text.startsWith("**", p)) {
        return true;
      }
      boolean anySegment = text.charAt(p) == '*';
      if (!anySegment
          && (patternEnd - p != nameEnd - n || !text.regionMatches(p, name, n, nameEnd - n))) {
        return false;
      }
      p = patternEnd + 1;
      n = nameEnd + 1;
    }
    return p > text.length() && n > name.length();
  }

  private static int segmentEnd(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }

  // Written out: on JDK 17 a generated one is kept by the JDK, and its class loader with it.
  @Override
  public boolean equals(Object other) {
    return other instanceof TopicPattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
