package io.tidewire.settings;

import io.tidewire.TopicPattern;

/** Checks an entry of {@code realtime.public-topics}. */
final class PublicEntry {

  private PublicEntry() {}

  /**
   * Returns an entry if it may be public.
   *
   * @throws IllegalArgumentException if it may not, or is neither a topic nor a pattern
   */
  static String check(String entry) {
    if (entry.startsWith("$")) {
      throw new IllegalArgumentException(
          "topics that begin with $ are not for everybody: write a rule");
    }
    TopicPattern.of(entry);
    if (entry.chars().allMatch(c -> c == '*' || c == '/')) {
      throw new IllegalArgumentException("opens every topic: write a rule");
    }
    return entry;
  }
}
