package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics of one subscribe request in log order, by one cursor. Confined to the loop of
 * its connection.
 *
 * <p>While live, it takes events from the loop as they pass, and its cursor is the loop's own
 * place. While behind, it reads the window from its cursor until it meets that place.
 */
final class Subscription {

  private final Delivery delivery;
  private final List<Seat> seats;

  /** Cached, since each delivery asks for it. */
  private boolean isSingle;

  private boolean live;
  private long cursor;
  private long startsAbove;
  private long liveAbove;

  /** Created to read the window, and dropped when the subscription goes live. */
  private @Nullable Selection selection;

  /** A search that has not ended yet. */
  private @Nullable LossSearch search;

  Subscription(Delivery delivery, List<Seat> seats) {
    this.delivery = delivery;
    this.seats = new ArrayList<>(seats);
    this.seats.forEach(seat -> seat.belongTo(this));
    this.isSingle = seats.size() == 1;
    this.startsAbove = lowestStart();
    this.cursor = startsAbove;
  }

  private long lowestStart() {
    return seats.stream().mapToLong(Seat::lowestStart).min().orElse(0);
  }

  Delivery delivery() {
    return delivery;
  }

  List<Seat> interests() {
    return seats;
  }

  /** {@return whether the client named a cursor for each topic} */
  boolean hasCursor() {
    return seats.stream().allMatch(seat -> seat.asked() != null);
  }

  boolean isLive() {
    return live;
  }

  /** {@return the place up to which all events were handed over or told as a gap} */
  long cursor() {
    return cursor;
  }

  /** {@return the same while live: the loop's place, or the client's cursor if that is ahead} */
  long reached(long place) {
    return live ? Math.max(place, startsAbove) : cursor;
  }

  void advance(long sequence) {
    cursor = sequence;
  }

  void goLive(long place) {
    live = true;
    cursor = place;
    seats.forEach(Seat::caughtUp);
    startsAbove = lowestStart();
    liveAbove = seats.stream().mapToLong(Seat::highestStart).max().orElse(0);
    selection = null;
    search = null;
  }

  /** Puts the subscription back, live or not, to a place after which it has not got all events. */
  void fallBehind(long sequence) {
    long back = live ? sequence : Math.min(sequence, cursor);
    live = false;
    cursor = Math.max(back, startsAbove);
    search = null;
  }

  /** {@return the interests, for reading the window} */
  Selection selection() {
    Selection made = selection;
    if (made == null) {
      made = new Selection(seats);
      selection = made;
    }
    return made;
  }

  /** {@return the search for losses that has not ended, or null} */
  @Nullable LossSearch search() {
    return search;
  }

  void searchOn(@Nullable LossSearch unfinished) {
    search = unfinished;
  }

  /** Tells whether a live event belongs to it: all do, unless the client's cursor is ahead. */
  boolean wants(Topic topic, long sequence) {
    return sequence > liveAbove || covers(topic, sequence);
  }

  /** {@return whether it has one topic or pattern, and everything in it from a place on} */
  boolean wantsAllFrom(long sequence) {
    return isSingle && sequence > liveAbove;
  }

  private boolean covers(Topic topic, long sequence) {
    for (Seat seat : seats) {
      if (seat.covers(topic, sequence)) {
        return true;
      }
    }
    return false;
  }

  /** {@return up to where it has handed over its events, or is about to} */
  long passed(long place) {
    return live ? place : cursor;
  }

  /** {@return the interest in exactly this topic or pattern, or null} */
  @Nullable Seat find(TopicPattern pattern) {
    for (Seat seat : seats) {
      if (seat.pattern().equals(pattern)) {
        return seat;
      }
    }
    return null;
  }

  void remove(Seat seat) {
    seats.remove(seat);
    isSingle = seats.size() == 1;
    startsAbove = lowestStart();
    selection = null;
    search = null;
  }
}
