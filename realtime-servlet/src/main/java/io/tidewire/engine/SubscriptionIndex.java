package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the live subscriptions of one loop by topic. Patterns are matched once for each topic; the
 * result is cached until audiences are added or removed.
 */
final class SubscriptionIndex {

  private static final int MAX_REMEMBERED = 10_000;

  private final Map<String, List<Audience>> byTopic = new HashMap<>();
  private final Map<TopicPattern, List<Audience>> byPattern = new HashMap<>();
  private final Map<String, List<Audience>> resolved = new HashMap<>();

  void add(Subscription subscription) {
    subscription.interests().forEach(this::add);
  }

  private void add(Interest interest) {
    List<Audience> audiences =
        interest.isPattern()
            ? byPattern.computeIfAbsent(interest.pattern(), p -> new ArrayList<>(1))
            : byTopic.computeIfAbsent(interest.pattern().text(), t -> new ArrayList<>(1));
    if (Audience.add(interest, audiences)) {
      forgetResolved(interest);
    }
  }

  /** Removes an interest; does nothing if it is not live. */
  void remove(Interest interest) {
    Audience audience = interest.audience();
    if (audience == null) {
      return;
    }
    audience.remove(interest);
    if (audience.subscriptions().isEmpty()) {
      forgetResolved(interest);
      removeAudience(interest, audience);
    }
  }

  private void removeAudience(Interest interest, Audience audience) {
    if (!audience.leave()) {
      return;
    }
    if (interest.isPattern()) {
      byPattern.remove(interest.pattern());
    } else {
      byTopic.remove(interest.pattern().text());
    }
  }

  private void forgetResolved(Interest interest) {
    if (interest.isPattern()) {
      resolved.clear();
    } else {
      resolved.remove(interest.pattern().text());
    }
  }

  /** {@return the audiences of a topic; valid until the next change} */
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
    byPattern.forEach(
        (pattern, audiences) -> {
          if (pattern.matches(topic)) {
            found.addAll(audiences);
          }
        });
    return found;
  }
}
