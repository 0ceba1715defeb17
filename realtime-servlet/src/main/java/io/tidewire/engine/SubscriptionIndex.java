package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the live subscriptions of one loop by topic. Patterns are matched once for each topic; what
 * was found is remembered until a pattern comes or goes.
 */
final class SubscriptionIndex {

  private static final int MAX_REMEMBERED = 10_000;

  private final Map<String, List<Subscription>> byTopic = new HashMap<>();
  private final Map<TopicPattern, List<Subscription>> byPattern = new HashMap<>();
  private final Map<String, List<Subscription>> resolved = new HashMap<>();

  void add(Subscription subscription) {
    for (Interest interest : subscription.interests()) {
      TopicPattern pattern = interest.pattern();
      if (pattern.hasWildcard()) {
        byPattern.computeIfAbsent(pattern, p -> new ArrayList<>(1)).add(subscription);
        resolved.clear();
      } else {
        byTopic.computeIfAbsent(pattern.text(), t -> new ArrayList<>(1)).add(subscription);
        resolved.remove(pattern.text());
      }
    }
  }

  void remove(Subscription subscription) {
    for (Interest interest : subscription.interests()) {
      TopicPattern pattern = interest.pattern();
      if (pattern.hasWildcard()) {
        removeFrom(byPattern, pattern, subscription);
        resolved.clear();
      } else {
        removeFrom(byTopic, pattern.text(), subscription);
        resolved.remove(pattern.text());
      }
    }
  }

  private static <K> void removeFrom(
      Map<K, List<Subscription>> map, K key, Subscription subscription) {
    List<Subscription> subscriptions = map.get(key);
    if (subscriptions == null) {
      return;
    }
    int at = subscriptions.indexOf(subscription);
    if (at >= 0) {
      Subscription last = subscriptions.remove(subscriptions.size() - 1);
      if (at < subscriptions.size()) {
        subscriptions.set(at, last);
      }
    }
    if (subscriptions.isEmpty()) {
      map.remove(key);
    }
  }

  /** The subscriptions that cover a topic; not to be changed, valid until the next change. */
  List<Subscription> matching(Topic topic) {
    if (byPattern.isEmpty()) {
      return byTopic.getOrDefault(topic.name(), List.of());
    }
    List<Subscription> found = resolved.get(topic.name());
    if (found == null) {
      if (resolved.size() >= MAX_REMEMBERED) {
        resolved.clear();
      }
      found = resolve(topic);
      resolved.put(topic.name(), found);
    }
    return found;
  }

  private List<Subscription> resolve(Topic topic) {
    List<Subscription> found = new ArrayList<>(byTopic.getOrDefault(topic.name(), List.of()));
    byPattern.forEach(
        (pattern, subscriptions) -> {
          if (pattern.matches(topic)) {
            found.addAll(subscriptions);
          }
        });
    return found;
  }
}
