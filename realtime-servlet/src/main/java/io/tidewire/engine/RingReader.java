package io.tidewire.engine;

import io.tidewire.wire.SharedEvent;
import java.util.List;

/**
 * Follows the ring for one loop: takes what is new to the audiences of its topic, and lets them
 * send. Confined to the loop, but for its place, which the ring's writer looks at.
 *
 * <h2>What an error breaks off</h2>
 *
 * Whatever is thrown in here, such as an {@link OutOfMemoryError}, nobody can say which subscriber
 * was about to get what. So the next call first puts every live subscription back to before the
 * first event that it may have missed, and passes the event at which the error came; they read the
 * history from there. That is done again until it has come to its end, and needs next to no memory.
 */
final class RingReader {

  private static final int EVENTS_PER_TURN = 64;

  private final Loop loop;
  private final Window window;
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final Fifo<Audience> audiences = new Fifo<>(16);
  private final Fifo<Overflow> overflows = new Fifo<>(16);
  private long placeSequence;
  private int takenThisTurn;

  /** Raised while the ring is followed: found raised, it says that an error broke that off. */
  private boolean following;

  /** Raised while events are taken from the ring, and with it the place of the next one. */
  private boolean taking;

  private long next;

  private volatile long place;

  private record Overflow(Delivery delivery, long sequence) {}

  RingReader(Loop loop, Window window) {
    this.loop = loop;
    this.window = window;
  }

  /** Says where to begin; for the window, before anybody else knows the loop. */
  void beginAt(long firstPlace, long sequence) {
    place = firstPlace;
    placeSequence = sequence;
  }

  SubscriptionIndex index() {
    return index;
  }

  /** How far the ring has been read; for any thread. */
  long place() {
    return place;
  }

  /** How much of the ring has not been read; for any thread. */
  long unread() {
    return window.ring().written() - place;
  }

  /** When the oldest event arrived that has not been read; now if there is none. For any thread. */
  long unreadSince(long now) {
    long oldest = place;
    if (oldest >= window.ring().written()) {
      return now;
    }
    long since = window.ring().writtenAt(oldest);
    return oldest == place ? since : now;
  }

  /** The sequence of the last event that was passed. */
  long placeSequence() {
    return placeSequence;
  }

  /** Whether an error broke off the last following, and that is not made up for. */
  boolean isBrokenOff() {
    return following;
  }

  /** Sends what is new; false if nothing was. */
  boolean follow() {
    return follow(Long.MAX_VALUE);
  }

  /** Passes all up to a sequence. */
  void passUpTo(long sequence) {
    boolean moved = true;
    while (moved && placeSequence < sequence) {
      moved = follow(sequence);
    }
  }

  private boolean follow(long upTo) {
    if (following) {
      startOver();
    }
    following = true;
    takenThisTurn = 0;
    boolean moved = take(upTo);
    for (int left = audiences.size(); left > 0; left--) {
      sendNext();
      moved |= take(upTo);
    }
    while (!audiences.isEmpty()) {
      sendNext();
    }
    Overflow overflow;
    while ((overflow = overflows.peek()) != null) {
      overflow.delivery.fallBehind(overflow.sequence);
      overflows.poll();
    }
    following = false;
    return moved;
  }

  /** Stays in the queue until it has sent. */
  private void sendNext() {
    audiences.get(0).send(loop);
    audiences.poll();
  }

  /** Takes what is in the ring to its audiences; false if there was nothing. */
  private boolean take(long upTo) {
    long begin = place;
    long end = window.ring().written();
    boolean full = false;
    next = begin;
    taking = true;
    while (next < end && takenThisTurn < EVENTS_PER_TURN && !full) {
      SharedEvent event = window.ring().get(next);
      if (event.sequence() > upTo) {
        break;
      }
      List<Audience> covering = index.audiences(event.event().topic());
      for (int i = 0; i < covering.size(); i++) {
        Audience audience = covering.get(i);
        if (audience.isEmpty()) {
          audiences.add(audience);
        }
        audience.take(event);
        full |= audience.weight() >= Delivery.BATCH_WEIGHT;
      }
      takenThisTurn += covering.isEmpty() ? 0 : 1;
      placeSequence = event.sequence();
      next++;
    }
    taking = false;
    return moveTo(next);
  }

  private boolean moveTo(long newPlace) {
    boolean moves = newPlace > place;
    if (moves) {
      place = newPlace;
      window.backlog().progressed();
    }
    return moves;
  }

  /** Puts all back whom an error has kept from something. Can be broken off and called again. */
  private void startOver() {
    boolean hasPassed = !taking || next >= window.ring().written();
    long failed = hasPassed ? placeSequence + 1 : window.ring().get(next).sequence();
    for (int i = 0; i < audiences.size(); i++) {
      audiences.get(i).startOver();
    }
    loop.connections().startOver(failed);
    for (int i = 0; i < audiences.size(); i++) {
      audiences.get(i).forgetEvents();
    }
    audiences.clear();
    overflows.clear();
    if (taking) {
      placeSequence = hasPassed ? placeSequence : failed;
      long passed = hasPassed ? next : next + 1;
      taking = false;
      boolean unused = moveTo(passed);
    }
  }

  /** A connection's outbox could not take an event; it falls behind when this turn has passed. */
  void overflowed(Delivery delivery, long sequence) {
    overflows.add(new Overflow(delivery, sequence));
  }
}
