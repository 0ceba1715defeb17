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

  /** The window's count of evictions up to which losses were told to the client. */
  private long toldEvictions;

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

  long toldEvictions() {
    return toldEvictions;
  }

  void lossTold(long evictions) {
    toldEvictions = evictions;
  }
}
