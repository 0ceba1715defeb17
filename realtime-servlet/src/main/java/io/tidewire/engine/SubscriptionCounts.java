package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts the subscriptions of a loop, by topic and by pattern. Any thread may ask. */
final class SubscriptionCounts {

  private final Map<String, Long> topics = new ConcurrentHashMap<>();
  private final Map<TopicPattern, Long> patterns = new ConcurrentHashMap<>();

  void add(TopicPattern pattern) {
    if (pattern.hasWildcard()) {
      patterns.merge(pattern, 1L, Long::sum);
    } else {
      topics.merge(pattern.text(), 1L, Long::sum);
    }
  }

  void remove(TopicPattern pattern) {
    if (pattern.hasWildcard()) {
      patterns.computeIfPresent(pattern, (p, count) -> oneLess(count));
    } else {
      topics.computeIfPresent(pattern.text(), (t, count) -> oneLess(count));
    }
  }

  private static @Nullable Long oneLess(Long count) {
    return count == 1 ? null : count - 1;
  }

  boolean isSubscribedByName(Topic topic) {
    return topics.containsKey(topic.name());
  }

  /** Tells whether any subscription may cover a topic, without matching each pattern. */
  boolean mayCover(Topic topic) {
    return !patterns.isEmpty() || isSubscribedByName(topic);
  }

  long covering(Topic topic) {
    long count = topics.getOrDefault(topic.name(), 0L);
    for (Map.Entry<TopicPattern, Long> entry : patterns.entrySet()) {
      count += entry.getKey().matches(topic) ? entry.getValue() : 0;
    }
    return count;
  }
}
