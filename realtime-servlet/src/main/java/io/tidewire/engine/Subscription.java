package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.window.Reader;
import io.tidewire.wire.SharedEvent;
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
final class Subscription extends Reader {

  private final Delivery delivery;
  private final List<Seat> seats;

  /** Cached, since each delivery asks for it. */
  private boolean isSingle;

  private boolean live;
  private long startsAbove;
  private long liveAbove;

  Subscription(Delivery delivery, List<Seat> seats) {
    super(lowestStart(seats));
    this.delivery = delivery;
    this.seats = new ArrayList<>(seats);
    this.seats.forEach(seat -> seat.belongTo(this));
    this.isSingle = seats.size() == 1;
    this.startsAbove = cursor();
  }

  private static long lowestStart(List<Seat> seats) {
    return seats.stream().mapToLong(Seat::lowestStart).min().orElse(0);
  }

  Delivery delivery() {
    return delivery;
  }

  @Override
  protected List<Seat> interests() {
    return seats;
  }

  /** {@return whether the client named a cursor for each topic} */
  boolean hasCursor() {
    return seats.stream().allMatch(seat -> seat.asked() != null);
  }

  boolean isLive() {
    return live;
  }

  /** {@return the cursor; while live, the loop's place, or the client's cursor if that is ahead} */
  long reached(long place) {
    return live ? Math.max(place, startsAbove) : cursor();
  }

  void goLive(long place) {
    live = true;
    advance(place);
    seats.forEach(Seat::caughtUp);
    startsAbove = lowestStart(seats);
    liveAbove = seats.stream().mapToLong(Seat::highestStart).max().orElse(0);
    forgetReading();
  }

  /** Puts the subscription back, live or not, to a place after which it has not got all events. */
  void fallBehind(long order) {
    long back = live ? order : Math.min(order, cursor());
    live = false;
    advance(Math.max(back, startsAbove));
    forgetReading();
  }

  /**
   * Takes back what its client has named ahead of a place, since the epoch is over there, and what
   * was searched up to there.
   */
  void epochEnds(long order) {
    seats.forEach(seat -> seat.beginNoHigherThan(order));
    startsAbove = lowestStart(seats);
    liveAbove = Math.min(liveAbove, order);
    advance(Math.min(cursor(), order));
    forgetReading();
  }

  /**
   * Tells whether a live event of its topics belongs to it: all do, unless the client's cursor is
   * ahead of them.
   */
  boolean wants(SharedEvent event) {
    long order = event.order();
    return !event.isPlaced() || order > liveAbove || covers(event.content().topic(), order);
  }

  /** {@return whether it has one topic or pattern, and everything in it above an order} */
  boolean wantsAllAbove(long order) {
    return isSingle && order >= liveAbove;
  }

  private boolean covers(Topic topic, long order) {
    for (Seat seat : seats) {
      if (seat.covers(topic, order)) {
        return true;
      }
    }
    return false;
  }

  /** {@return up to where it has handed over its events, or is about to} */
  long passed(long place) {
    return live ? place : cursor();
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
    startsAbove = lowestStart(seats);
    forgetReading();
  }
}
