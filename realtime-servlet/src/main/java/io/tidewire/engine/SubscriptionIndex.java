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

  private final Map<String, List<Audience>> byTopic = new HashMap<>();
  private final Map<TopicPattern, List<Subscription>> byPattern = new HashMap<>();
  private final Map<String, List<Audience>> resolved = new HashMap<>();

  void add(Subscription subscription) {
    for (Interest interest : subscription.interests()) {
      TopicPattern pattern = interest.pattern();
      if (pattern.hasWildcard()) {
        byPattern.computeIfAbsent(pattern, p -> new ArrayList<>(1)).add(subscription);
        resolved.clear();
      } else {
        Audience.add(
            subscription, byTopic.computeIfAbsent(pattern.text(), t -> new ArrayList<>(1)));
        resolved.remove(pattern.text());
      }
    }
  }

  void remove(Subscription subscription) {
    for (Interest interest : subscription.interests()) {
      TopicPattern pattern = interest.pattern();
      if (pattern.hasWildcard()) {
        List<Subscription> subscriptions = byPattern.getOrDefault(pattern, List.of());
        int at = subscriptions.indexOf(subscription);
        if (at >= 0) {
          Audience.moveLastTo(at, subscriptions);
        }
        if (subscriptions.isEmpty()) {
          byPattern.remove(pattern);
        }
        resolved.clear();
      } else {
        List<Audience> audiences = byTopic.getOrDefault(pattern.text(), List.of());
        Audience.remove(subscription, audiences);
        if (audiences.isEmpty()) {
          byTopic.remove(pattern.text());
        }
        resolved.remove(pattern.text());
      }
    }
  }

  /** The subscriptions that cover a topic; valid until the next change. */
  List<Audience> audiences(Topic topic) {
    if (byPattern.isEmpty()) {
      return byTopic.getOrDefault(topic.name(), List.of());
    }
    List<Audience> found = resolved.get(topic.name());
    if (found == null) {
      if (resolved.size() >= MAX_REMEMBERED) {
        resolved.clear();
      }
      found = resolve(topic);
      resolved.put(topic.name(), found);
    }
    return found;
  }

  private List<Audience> resolve(Topic topic) {
    List<Audience> found = new ArrayList<>(byTopic.getOrDefault(topic.name(), List.of()));
    List<Audience> more = new ArrayList<>(1);
    byPattern.forEach(
        (pattern, subscriptions) -> {
          if (pattern.matches(topic)) {
            subscriptions.forEach(subscription -> Audience.add(subscription, more));
          }
        });
    found.addAll(more);
    return found;
  }
}
