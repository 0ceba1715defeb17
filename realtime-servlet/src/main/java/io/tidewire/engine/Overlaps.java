package io.tidewire.engine;

import io.tidewire.TopicPattern;
import io.tidewire.engine.TopicHistory.Kept;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of one connection's subscriptions share topics. No topic or pattern is in two of
 * them, so topics meet only patterns, and only patterns are compared one by one. Confined to the
 * connection's loop.
 */
final class Overlaps {

  private final Map<String, Interest> topics = new HashMap<>();
  private final Map<String, Interest> patterns = new LinkedHashMap<>();

  private Map<String, Interest> of(boolean isPattern) {
    return isPattern ? patterns : topics;
  }

  void add(Subscription subscription) {
    for (Interest interest : subscription.interests()) {
      of(interest.isPattern()).put(interest.pattern().text(), interest);
    }
  }

  void remove(Interest interest) {
    of(interest.isPattern()).remove(interest.pattern().text());
  }

  int size() {
    return topics.size() + patterns.size();
  }

  /** {@return the interest in exactly this topic or pattern, or null} */
  @Nullable Interest find(TopicPattern pattern) {
    return of(pattern.hasWildcard()).get(pattern.text());
  }

  /** {@return the other subscriptions that share a topic with this one} */
  Set<Subscription> overlapping(Subscription subscription) {
    Set<Subscription> found = new LinkedHashSet<>();
    for (Interest interest : subscription.interests()) {
      addOverlapping(interest, patterns.values(), found);
      if (interest.isPattern()) {
        addOverlapping(interest, topics.values(), found);
      }
    }
    found.remove(subscription);
    return found;
  }

  private static void addOverlapping(
      Interest interest, Collection<Interest> others, Set<Subscription> to) {
    for (Interest other : others) {
      if (interest.overlaps(other)) {
        to.add(other.subscription());
      }
    }
  }

  /**
   * Tells whether one of these subscriptions has delivered a kept event; under the window's lock.
   */
  boolean hasPassed(Kept kept, long place, Predicate<Subscription> some) {
    Interest named = topics.get(kept.history.topic().name());
    if (named != null && some.test(named.subscription()) && named.hasPassed(kept, place)) {
      return true;
    }
    for (Interest pattern : patterns.values()) {
      if (some.test(pattern.subscription()) && pattern.hasPassed(kept, place)) {
        return true;
      }
    }
    return false;
  }
}
