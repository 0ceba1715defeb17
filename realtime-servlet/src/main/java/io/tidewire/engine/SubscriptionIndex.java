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

  private static final Audience NOBODY = new Audience(List.of());

  private final Map<String, Audience> byTopic = new HashMap<>();
  private final Map<TopicPattern, List<Subscription>> byPattern = new HashMap<>();
  private final Map<String, Audience> resolved = new HashMap<>();

  void add(Subscription subscription) {
    for (Interest interest : subscription.interests()) {
      TopicPattern pattern = interest.pattern();
      if (pattern.hasWildcard()) {
        byPattern.computeIfAbsent(pattern, p -> new ArrayList<>(1)).add(subscription);
        resolved.clear();
      } else {
        byTopic
            .computeIfAbsent(pattern.text(), t -> new Audience())
            .subscriptions()
            .add(subscription);
        resolved.remove(pattern.text());
      }
    }
  }

  void remove(Subscription subscription) {
    for (Interest interest : subscription.interests()) {
      TopicPattern pattern = interest.pattern();
      if (pattern.hasWildcard()) {
        List<Subscription> subscriptions = byPattern.getOrDefault(pattern, List.of());
        if (isLastOf(subscriptions, subscription)) {
          byPattern.remove(pattern);
        }
        resolved.clear();
      } else {
        Audience audience = byTopic.getOrDefault(pattern.text(), NOBODY);
        if (isLastOf(audience.subscriptions(), subscription)) {
          byTopic.remove(pattern.text());
        }
        resolved.remove(pattern.text());
      }
    }
  }

  /** Takes a subscription out; true if none is left. */
  private static boolean isLastOf(List<Subscription> subscriptions, Subscription subscription) {
    int at = subscriptions.indexOf(subscription);
    if (at >= 0) {
      Subscription last = subscriptions.remove(subscriptions.size() - 1);
      if (at < subscriptions.size()) {
        subscriptions.set(at, last);
      }
    }
    return subscriptions.isEmpty();
  }

  /** The subscriptions that cover a topic; valid until the next change. */
  Audience audience(Topic topic) {
    if (byPattern.isEmpty()) {
      return byTopic.getOrDefault(topic.name(), NOBODY);
    }
    Audience found = resolved.get(topic.name());
    if (found == null) {
      if (resolved.size() >= MAX_REMEMBERED) {
        resolved.clear();
      }
      found = new Audience(resolve(topic));
      resolved.put(topic.name(), found);
    }
    return found;
  }

  private List<Subscription> resolve(Topic topic) {
    List<Subscription> found =
        new ArrayList<>(byTopic.getOrDefault(topic.name(), NOBODY).subscriptions());
    byPattern.forEach(
        (pattern, subscriptions) -> {
          if (pattern.matches(topic)) {
            found.addAll(subscriptions);
          }
        });
    return found;
  }
}
