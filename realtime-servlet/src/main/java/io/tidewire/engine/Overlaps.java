package io.tidewire.engine;

import io.tidewire.TopicPattern;
import io.tidewire.window.Interest;
import io.tidewire.wire.SharedEvent;
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

  private final Map<String, Seat> topics = new HashMap<>();
  private final Map<String, Seat> patterns = new LinkedHashMap<>();

  private long looks;

  private Map<String, Seat> of(boolean isPattern) {
    return isPattern ? patterns : topics;
  }

  void add(Subscription subscription) {
    for (Seat seat : subscription.interests()) {
      of(seat.isPattern()).put(seat.pattern().text(), seat);
    }
  }

  void remove(Interest interest) {
    of(interest.isPattern()).remove(interest.pattern().text());
  }

  int size() {
    return topics.size() + patterns.size();
  }

  /** {@return the interest in exactly this topic or pattern, or null} */
  @Nullable Seat find(TopicPattern pattern) {
    return of(pattern.hasWildcard()).get(pattern.text());
  }

  /** {@return how many topics and patterns were ever compared with others} */
  long looks() {
    return looks;
  }

  /** {@return the other subscriptions that share a topic with this one} */
  Set<Subscription> overlapping(Subscription subscription) {
    Set<Subscription> found = new LinkedHashSet<>();
    for (Seat seat : subscription.interests()) {
      addOverlapping(seat, patterns.values(), found);
      if (seat.isPattern()) {
        addOverlapping(seat, topics.values(), found);
      }
    }
    return found;
  }

  private void addOverlapping(Seat seat, Collection<Seat> others, Set<Subscription> to) {
    for (Seat other : others) {
      if (other.subscription() != seat.subscription()) {
        looks++;
        if (overlap(seat.pattern(), other.pattern())) {
          to.add(other.subscription());
        }
      }
    }
  }

  /**
   * Tells whether one of these subscriptions has delivered an event, or is about to; under the
   * window's lock.
   *
   * @param covers whether the event belongs to an interest
   * @param place where the loop is
   */
  boolean hasPassed(
      SharedEvent event, Predicate<Interest> covers, long place, Predicate<Subscription> some) {
    Seat named = topics.get(event.content().topic().name());
    if (named != null
        && some.test(named.subscription())
        && hasPassed(named, event, covers, place)) {
      return true;
    }
    for (Seat pattern : patterns.values()) {
      if (some.test(pattern.subscription()) && hasPassed(pattern, event, covers, place)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasPassed(
      Seat seat, SharedEvent event, Predicate<Interest> covers, long place) {
    return event.order() <= seat.subscription().passed(place) && covers.test(seat);
  }

  /** Tells whether some topic belongs to both; compares segment by segment, without a copy. */
  static boolean overlap(TopicPattern one, TopicPattern other) {
    return overlap(one.text(), other.text());
  }

  private static boolean overlap(String one, String other) {
    if ((isSystem(one) && isWild(other, 0)) || (isSystem(other) && isWild(one, 0))) {
      return false;
    }
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      if (one.startsWith("**", i) || other.startsWith("**", j)) {
        return true;
      }
      int oneEnd = segmentEnd(one, i);
      int otherEnd = segmentEnd(other, j);
      if (!isWild(one, i)
          && !isWild(other, j)
          && (oneEnd - i != otherEnd - j || !one.regionMatches(i, other, j, oneEnd - i))) {
        return false;
      }
      i = oneEnd + 1;
      j = otherEnd + 1;
    }
    return i > one.length() && j > other.length();
  }

  private static boolean isSystem(String pattern) {
    return pattern.charAt(0) == '$';
  }

  private static boolean isWild(String pattern, int at) {
    return pattern.charAt(at) == '*';
  }

  private static int segmentEnd(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }
}
