package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.window.Follower;
import io.tidewire.window.Window;
import io.tidewire.wire.SharedEvent;
import java.util.List;

/**
 * Follows the ring for one loop: adds new events to the audiences of their topics, and lets these
 * send. Confined to the loop, except its place, which the ring's writer reads.
 *
 * <h2>After an error</h2>
 *
 * After anything thrown in here, such as an {@link OutOfMemoryError}, it is not known which
 * subscriber was about to get what. So the next call first puts every live subscription back to
 * before the first event that it may have missed, and passes the event at which the error came; the
 * subscriptions read the history from there. That is repeated until it succeeds, and allocates
 * almost nothing.
 */
final class RingReader implements Follower {

  /** The share of the ring that an idle loop lets fill up with events that are not for it. */
  private static final int UNREAD_SHARE = 8;

  private static final int EVENTS_PER_TURN = 64;

  private final Loop loop;
  private final Window window;
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final Fifo<Audience> audiences = new Fifo<>(16);
  private final Fifo<Overflow> overflows = new Fifo<>(16);
  private long placeOrder;
  private int takenThisTurn;

  /** Set while the ring is followed: if it is set before, an error has interrupted that. */
  private boolean following;

  /** Set while events are taken from the ring, together with the place of the next one. */
  private boolean taking;

  private long next;

  private volatile long place;

  private record Overflow(Delivery delivery, long before) {}

  RingReader(Loop loop, Window window) {
    this.loop = loop;
    this.window = window;
  }

  /** {@inheritDoc} The window does so before the loop is published to other threads. */
  @Override
  public void beginAt(long firstPlace, long order) {
    place = firstPlace;
    placeOrder = order;
  }

  SubscriptionIndex index() {
    return index;
  }

  @Override
  public long place() {
    return place;
  }

  /**
   * Wakes the loop if the event may be for one of its connections; otherwise the next turn passes
   * it, at the latest when the writer needs the room.
   */
  @Override
  public void arrived(Topic topic) {
    if (loop.counts().mayCover(topic) || unread() >= window.capacity() / UNREAD_SHARE) {
      loop.wake();
    }
  }

  @Override
  public void wake() {
    loop.wake();
  }

  /** Returns how much of the ring has not been read. Any thread may call this. */
  long unread() {
    return window.written() - place;
  }

  /** Returns when the oldest unread event arrived, or now if there is none. For any thread. */
  long unreadSince(long now) {
    long oldest = place;
    if (oldest >= window.written()) {
      return now;
    }
    long since = window.writtenAt(oldest);
    return oldest == place ? since : now;
  }

  /** {@return the order of the last event that was passed} */
  long placeOrder() {
    return placeOrder;
  }

  /** {@return whether an error has interrupted the reading, and that is not recovered yet} */
  boolean isBrokenOff() {
    return following;
  }

  /** Sends what is new; returns false if nothing is. */
  boolean follow() {
    return follow(Long.MAX_VALUE);
  }

  /**
   * Passes the events that were there when a client asked, so that neither its place nor its losses
   * depend on how long the loop has slept.
   */
  void passUpTo(long ringPlace) {
    try {
      passBelow(ringPlace);
    } catch (Throwable e) {
      loop.faults().handle(null, e);
      // If that fails as well, the task ends here: it must not see a turn that is half done.
      passBelow(ringPlace);
    }
  }

  private void passBelow(long ringPlace) {
    boolean moved = true;
    while (moved && place < ringPlace) {
      moved = follow(ringPlace);
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
      overflow.delivery.fallBehind(overflow.before);
      overflows.poll();
    }
    following = false;
    return moved;
  }

  /** Lets the next audience send, which stays in the queue until it has. */
  private void sendNext() {
    audiences.get(0).send(loop);
    audiences.poll();
  }

  /** Adds what is in the ring to its audiences; returns false if there was nothing. */
  private boolean take(long upTo) {
    long end = Math.min(window.written(), upTo);
    boolean full = false;
    next = place;
    taking = true;
    while (next < end && takenThisTurn < EVENTS_PER_TURN && !full) {
      SharedEvent event = window.event(next);
      if (event == null) {
        full = true;
        if (audiences.isEmpty() && overflows.isEmpty()) {
          passCut(window.order(next));
          next++;
        }
        continue;
      }
      List<Audience> covering = index.audiences(event.content().topic());
      for (int i = 0; i < covering.size(); i++) {
        Audience audience = covering.get(i);
        if (audience.isEmpty()) {
          audiences.add(audience);
        }
        audience.take(event, next);
        full |= audience.weight() >= Delivery.BATCH_WEIGHT;
      }
      takenThisTurn += covering.isEmpty() ? 0 : 1;
      placeOrder = event.order();
      next++;
    }
    taking = false;
    return moveTo(next);
  }

  /** What was live goes on by the history, which tells the loss; it has got all before the cut. */
  private void passCut(long order) {
    loop.connections().cut(placeOrder, order);
    placeOrder = order;
    takenThisTurn++;
  }

  private boolean moveTo(long newPlace) {
    boolean moves = newPlace > place;
    if (moves) {
      place = newPlace;
      window.backlog().progressed();
    }
    return moves;
  }

  /** Puts back all subscriptions that may have missed something. Can be repeated after an error. */
  private void startOver() {
    for (int i = 0; i < audiences.size(); i++) {
      audiences.get(i).startOver();
    }
    boolean isCut = taking && window.event(next) == null;
    if (isCut) {
      loop.connections().cut(placeOrder, window.order(next));
    }
    loop.connections().startOver(placeOrder);
    for (int i = 0; i < audiences.size(); i++) {
      audiences.get(i).forgetEvents();
    }
    audiences.clear();
    overflows.clear();
    if (taking) {
      placeOrder = window.order(next);
      taking = false;
      boolean unused = moveTo(next + 1);
    }
  }

  /** Called if an outbox is full: its connection falls behind when the ring has been passed. */
  void overflowed(Delivery delivery, long before) {
    overflows.add(new Overflow(delivery, before));
  }
}
