package io.tidewire.settings;

import io.tidewire.TopicPattern;

/** Judges one entry of {@code realtime.public-topics}. */
final class PublicEntry {

  private PublicEntry() {}

  /**
   * Returns an entry that may be public.
   *
   * @throws IllegalArgumentException if it may not, or is no topic and no pattern
   */
  static String check(String entry) {
    if (entry.startsWith("$")) {
      throw new IllegalArgumentException("a topic of the system's own: write a rule");
    }
    TopicPattern.of(entry);
    if (entry.chars().allMatch(c -> c == '*' || c == '/')) {
      throw new IllegalArgumentException("opens every topic: write a rule");
    }
    return entry;
  }
}
