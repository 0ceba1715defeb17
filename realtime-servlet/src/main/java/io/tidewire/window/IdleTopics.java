package io.tidewire.window;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the topics that have become empty, until they get an event or are forgotten. Those with a
 * subscription are kept apart, so that they are not checked again before their time, however many
 * they are. Guarded by the window.
 */
final class IdleTopics {

  private final int atMost;
  private final long maxAge;
  private final Predicate<TopicHistory> isSubscribed;
  private final Map<TopicHistory, Long> since = new LinkedHashMap<>();
  private final Map<TopicHistory, Long> spared = new LinkedHashMap<>();

  IdleTopics(WindowSettings limits, Predicate<TopicHistory> isSubscribed) {
    this.atMost = limits.idleTopics();
    this.maxAge = limits.age().toMillis();
    this.isSubscribed = isSubscribed;
  }

  void add(TopicHistory history, long now) {
    since.put(history, now);
  }

  void remove(TopicHistory history) {
    if (since.remove(history) == null) {
      spared.remove(history);
    }
  }

  /**
   * Removes the next topic to forget: one without a subscription, if there are too many of these or
   * it has been empty for too long.
   *
   * @return the topic, or null if there is none or the effort is spent
   */
  @Nullable TopicHistory next(long now, Effort effort) {
    long tooOld = now - maxAge;
    TopicHistory next;
    while ((next = oldest(since, since.size() > atMost, tooOld)) != null && effort.spend(1)) {
      since.remove(next);
      if (!isSubscribed.test(next)) {
        return next;
      }
      spared.put(next, now);
    }
    return null;
  }

  /** Does the same for the topics that had a subscription when they were last checked. */
  @Nullable TopicHistory nextSpared(long now, Effort effort) {
    long tooOld = now - maxAge;
    TopicHistory next;
    while ((next = oldest(spared, false, tooOld)) != null && effort.spend(1)) {
      spared.remove(next);
      if (!isSubscribed.test(next)) {
        return next;
      }
      spared.put(next, now);
    }
    return null;
  }

  private static @Nullable TopicHistory oldest(
      Map<TopicHistory, Long> topics, boolean areTooMany, long tooOld) {
    if (topics.isEmpty()) {
      return null;
    }
    Map.Entry<TopicHistory, Long> oldest = topics.entrySet().iterator().next();
    return areTooMany || oldest.getValue() <= tooOld ? oldest.getKey() : null;
  }
}
