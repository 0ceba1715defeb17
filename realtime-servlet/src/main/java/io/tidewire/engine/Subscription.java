package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * The topics of one subscribe request, read in log order by one cursor. Confined to the loop of its
 * connection.
 *
 * <p>Live, it takes events from the loop as they pass, and its cursor is the loop's own place.
 * Behind, it reads the window from its cursor until it meets that place.
 */
final class Subscription {

  private final Delivery delivery;
  private final List<Interest> interests;

  /** Kept, since each delivery asks for it. */
  private boolean isOneTopic;

  private boolean live;
  private long cursor;
  private long startsAbove;
  private long liveAbove;

  Subscription(Delivery delivery, List<Interest> interests) {
    this.delivery = delivery;
    this.interests = new ArrayList<>(interests);
    this.isOneTopic = isOneTopic(interests);
    this.startsAbove = lowestStart();
    this.cursor = startsAbove;
  }

  private long lowestStart() {
    return interests.stream().mapToLong(Interest::lowestStart).min().orElse(0);
  }

  Delivery delivery() {
    return delivery;
  }

  List<Interest> interests() {
    return interests;
  }

  boolean isLive() {
    return live;
  }

  /** All of the subscription's events up to here were handed over or told as a gap. */
  long cursor() {
    return cursor;
  }

  /** The same while live: where the loop is, or where the client was if that is ahead. */
  long reached(long place) {
    return live ? Math.max(place, startsAbove) : cursor;
  }

  void advance(long sequence) {
    cursor = sequence;
  }

  void goLive(long place) {
    live = true;
    cursor = place;
    interests.forEach(interest -> interest.caughtUp(place));
    startsAbove = lowestStart();
    liveAbove = interests.stream().mapToLong(Interest::highestStart).max().orElse(0);
  }

  /** Puts it back, live or not, to a place from which it has not got all. */
  void fallBehind(long sequence) {
    long back = live ? sequence : Math.min(sequence, cursor);
    live = false;
    cursor = Math.max(back, startsAbove);
  }

  /** Whether a live event belongs to it. All do, unless the client's cursor is ahead of us. */
  boolean wants(Topic topic, long sequence) {
    return sequence > liveAbove || covers(topic, sequence);
  }

  /** Whether it is one topic of which everything from a place on belongs to it. */
  boolean wantsAllFrom(long sequence) {
    return isOneTopic && sequence > liveAbove;
  }

  private static boolean isOneTopic(List<Interest> interests) {
    return interests.size() == 1 && !interests.get(0).pattern().hasWildcard();
  }

  private boolean covers(Topic topic, long sequence) {
    for (Interest interest : interests) {
      if (interest.covers(topic, sequence)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it has handed over an event, or is about to. */
  boolean hasPassed(Topic topic, long sequence, long place) {
    return sequence <= (live ? place : cursor) && covers(topic, sequence);
  }

  boolean has(TopicPattern pattern) {
    return interests.stream().anyMatch(interest -> interest.pattern().equals(pattern));
  }

  void remove(TopicPattern pattern) {
    interests.removeIf(interest -> interest.pattern().equals(pattern));
    isOneTopic = isOneTopic(interests);
    startsAbove = lowestStart();
  }

  /** Whether some topic belongs to both. */
  boolean overlaps(Subscription other) {
    return interests.stream().anyMatch(mine -> other.interests.stream().anyMatch(mine::overlaps));
  }
}
