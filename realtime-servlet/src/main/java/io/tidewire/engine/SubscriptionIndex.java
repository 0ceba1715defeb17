package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Finds the live subscriptions of one loop by topic. Patterns are matched once for each topic; the
 * result is cached until audiences are added or removed.
 */
final class SubscriptionIndex {

  private static final int MAX_REMEMBERED = 10_000;

  private final Map<String, List<Audience>> byTopic = new HashMap<>();
  private final Map<TopicPattern, List<Audience>> byPattern = new HashMap<>();
  private final Map<String, List<Audience>> resolved = new HashMap<>();

  private final Supplier<List<Audience>> lists;

  SubscriptionIndex() {
    this(() -> new ArrayList<>(1));
  }

  /** Takes the lists that hold the audiences of a topic or pattern, so that tests see their use. */
  SubscriptionIndex(Supplier<List<Audience>> lists) {
    this.lists = lists;
  }

  void add(Subscription subscription) {
    subscription.interests().forEach(this::add);
  }

  private void add(Seat seat) {
    List<Audience> audiences =
        seat.isPattern()
            ? byPattern.computeIfAbsent(seat.pattern(), p -> lists.get())
            : byTopic.computeIfAbsent(seat.pattern().text(), t -> lists.get());
    if (Audience.add(seat, audiences)) {
      forgetResolved(seat);
    }
  }

  /** Removes a seat; does nothing if it is not live. */
  void remove(Seat seat) {
    Audience audience = seat.audience();
    if (audience == null) {
      return;
    }
    audience.remove(seat);
    if (audience.subscriptions().isEmpty()) {
      forgetResolved(seat);
      removeAudience(seat, audience);
    }
  }

  private void removeAudience(Seat seat, Audience audience) {
    if (!audience.leave()) {
      return;
    }
    if (seat.isPattern()) {
      byPattern.remove(seat.pattern());
    } else {
      byTopic.remove(seat.pattern().text());
    }
  }

  private void forgetResolved(Seat seat) {
    if (seat.isPattern()) {
      resolved.clear();
    } else {
      resolved.remove(seat.pattern().text());
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
