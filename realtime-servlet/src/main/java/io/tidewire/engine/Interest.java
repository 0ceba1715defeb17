package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One topic or pattern of a subscription, and where in it the subscription began. */
final class Interest {

  private final TopicPattern pattern;
  private final @Nullable Position asked;
  private final long from;

  /** Where single topics began, if not at {@link #from}; dropped when caught up. */
  private Map<String, Long> rewound;

  /** The window's count of evictions when losses were last looked for, and told. */
  private long toldEvictions;

  /** The place up to which they were: what lies above it was still to come live. */
  private long toldUpTo;

  Interest(TopicPattern pattern, @Nullable Position asked, long from, Map<String, Long> rewound) {
    this.pattern = pattern;
    this.asked = asked;
    this.from = from;
    this.rewound = rewound;
  }

  TopicPattern pattern() {
    return pattern;
  }

  /** The cursor that the client gave, or null. */
  @Nullable Position asked() {
    return asked;
  }

  boolean covers(Topic topic, long sequence) {
    return sequence > startOf(topic) && pattern.matches(topic);
  }

  /** The sequence above which events of a topic belong to the subscription. */
  long startOf(Topic topic) {
    return rewound.isEmpty() ? from : rewound.getOrDefault(topic.name(), from);
  }

  /** The lowest sequence above which any event belongs to the subscription. */
  long lowestStart() {
    return rewound.values().stream().mapToLong(Long::longValue).reduce(from, Math::min);
  }

  /** The highest sequence at or below which some event does not belong to it. */
  long highestStart() {
    return from;
  }

  /** Where single topics began matters only until all have been read up to where the rest began. */
  void caughtUp(long place) {
    if (place >= from) {
      rewound = Map.of();
    }
  }

  /**
   * Whether what is gone of a topic is a loss that the client was not told of.
   *
   * @param evicted the highest sequence that is gone
   * @param evictedAt the number of that eviction
   * @param above what the client has
   * @param upTo what is asked about
   */
  boolean isNews(long evicted, long evictedAt, long above, long upTo) {
    long known = evictedAt > toldEvictions ? above : Math.max(above, toldUpTo);
    return known < upTo && evicted > known;
  }

  /** All losses so far, up to a place, are known to the client. */
  void lossesTold(long evictions, long upTo) {
    toldEvictions = evictions;
    toldUpTo = upTo;
  }

  /** Whether some topic belongs to both. */
  boolean overlaps(Interest other) {
    String[] mine = pattern.text().split("/", -1);
    String[] others = other.pattern.text().split("/", -1);
    if (isWild(mine[0]) != isWild(others[0])
        && (mine[0].startsWith("$") || others[0].startsWith("$"))) {
      return false;
    }
    for (int i = 0; i < Math.min(mine.length, others.length); i++) {
      if (mine[i].equals("**") || others[i].equals("**")) {
        return true;
      }
      if (!mine[i].equals(others[i]) && !isWild(mine[i]) && !isWild(others[i])) {
        return false;
      }
    }
    return mine.length == others.length;
  }

  private static boolean isWild(String segment) {
    return segment.startsWith("*");
  }
}
