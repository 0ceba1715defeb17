package io.tidewire.engine;

import io.tidewire.wire.SharedEvent;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Follows the ring for one loop: takes what is new to the audiences of its topic, and lets them
 * send. Confined to the loop, but for its place, which the ring's writer looks at.
 */
final class RingReader {

  private static final int EVENTS_PER_TURN = 64;

  private final Loop loop;
  private final Window window;
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final ArrayDeque<Audience> audiences = new ArrayDeque<>();
  private final ArrayDeque<Overflow> overflows = new ArrayDeque<>();
  private long placeSequence;
  private int takenThisTurn;
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

  /** The sequence of the last event that was passed. */
  long placeSequence() {
    return placeSequence;
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
    takenThisTurn = 0;
    boolean moved = take(upTo);
    for (int left = audiences.size(); left > 0; left--) {
      audiences.remove().send(loop);
      moved |= take(upTo);
    }
    while (!audiences.isEmpty()) {
      audiences.remove().send(loop);
    }
    Overflow overflow;
    while ((overflow = overflows.poll()) != null) {
      overflow.delivery.fallBehind(overflow.sequence);
    }
    return moved;
  }

  /** Takes what is in the ring to its audiences; false if there was nothing. */
  private boolean take(long upTo) {
    long begin = place;
    long end = window.ring().written();
    long at = begin;
    boolean full = false;
    while (at < end && takenThisTurn < EVENTS_PER_TURN && !full) {
      SharedEvent event = window.ring().get(at);
      if (event.sequence() > upTo) {
        break;
      }
      List<Audience> covering = index.audiences(event.event().topic());
      for (int i = 0; i < covering.size(); i++) {
        Audience audience = covering.get(i);
        if (audience.take(event)) {
          audiences.add(audience);
        }
        full |= audience.weight() >= Delivery.BATCH_WEIGHT;
      }
      takenThisTurn += covering.isEmpty() ? 0 : 1;
      placeSequence = event.sequence();
      at++;
    }
    if (at > begin) {
      place = at;
      window.backlog().progressed();
    }
    return at > begin;
  }

  /** A connection's outbox could not take an event; it falls behind when this turn has passed. */
  void overflowed(Delivery delivery, long sequence) {
    overflows.add(new Overflow(delivery, sequence));
  }
}
