package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private boolean isSingle;

  private boolean live;
  private long cursor;
  private long startsAbove;
  private long liveAbove;

  /** Made when it reads the window, and let go of when it goes live. */
  private @Nullable Selection selection;

  /** One that has not come to its end. */
  private @Nullable LossSearch search;

  Subscription(Delivery delivery, List<Interest> interests) {
    this.delivery = delivery;
    this.interests = new ArrayList<>(interests);
    interests.forEach(interest -> interest.belongTo(this));
    this.isSingle = interests.size() == 1;
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

  /** Whether the client named a cursor for all of it. */
  boolean hasCursor() {
    return interests.stream().allMatch(interest -> interest.asked() != null);
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
    interests.forEach(Interest::caughtUp);
    startsAbove = lowestStart();
    liveAbove = interests.stream().mapToLong(Interest::highestStart).max().orElse(0);
    selection = null;
    search = null;
  }

  /** Puts it back, live or not, to a place from which it has not got all. */
  void fallBehind(long sequence) {
    long back = live ? sequence : Math.min(sequence, cursor);
    live = false;
    cursor = Math.max(back, startsAbove);
    search = null;
  }

  /** Its interests, for reading the window. */
  Selection selection() {
    Selection made = selection;
    if (made == null) {
      made = new Selection(interests);
      selection = made;
    }
    return made;
  }

  /** The search for losses that is under way, or null. */
  @Nullable LossSearch search() {
    return search;
  }

  void searchOn(@Nullable LossSearch unfinished) {
    search = unfinished;
  }

  /** Whether a live event belongs to it. All do, unless the client's cursor is ahead of us. */
  boolean wants(Topic topic, long sequence) {
    return sequence > liveAbove || covers(topic, sequence);
  }

  /** Whether it is one topic or pattern of which everything from a place on belongs to it. */
  boolean wantsAllFrom(long sequence) {
    return isSingle && sequence > liveAbove;
  }

  private boolean covers(Topic topic, long sequence) {
    for (Interest interest : interests) {
      if (interest.covers(topic, sequence)) {
        return true;
      }
    }
    return false;
  }

  /** Up to where it has handed over its events, or is about to. */
  long passed(long place) {
    return live ? place : cursor;
  }

  /** The interest in this very topic or pattern, or null. */
  @Nullable Interest find(TopicPattern pattern) {
    for (Interest interest : interests) {
      if (interest.pattern().equals(pattern)) {
        return interest;
      }
    }
    return null;
  }

  void remove(Interest interest) {
    interests.remove(interest);
    isSingle = interests.size() == 1;
    startsAbove = lowestStart();
    selection = null;
    search = null;
  }
}
