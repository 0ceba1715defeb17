package io.tidewire.engine;

import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the events of a turn for some live subscriptions of one loop to one topic or pattern,
 * and sends them. Confined to the loop.
 *
 * <h2>Together or one by one</h2>
 *
 * Most subscribers have one topic and are caught up, so all of them get the same events. These are
 * kept once, here, and written to each such subscriber's socket as one batch that all share. No
 * connection stores anything, which saves the garbage collector as much work as the loop. The other
 * subscribers, which have several topics or something waiting, take each event into their own
 * outbox as it passes.
 *
 * <p>A topic with many subscribers has several audiences. While the loop writes to one, more events
 * may arrive; the audiences that follow send them in the same write.
 */
final class Audience {

  private static final int SIZE = 64;

  private final List<Audience> all;
  private int place;
  private final ArrayList<Subscription> subscriptions = new ArrayList<>(1);

  /** The seat of each subscription; apart, since only adding and removing need it. */
  private final ArrayList<Seat> seats = new ArrayList<>(1);

  private final List<Frame> events = new ArrayList<>(1);
  private boolean together;
  private boolean leavesOut;
  private int weight;

  private Audience(List<Audience> all) {
    this.all = all;
    this.place = all.size();
  }

  /**
   * Adds to the last audience if it is not full, else to a new one; returns true if that one was
   * empty. Makes all the room first, since an error in between must not leave one list longer than
   * the other.
   */
  static boolean add(Seat seat, List<Audience> audiences) {
    Audience last = audiences.isEmpty() ? null : audiences.get(audiences.size() - 1);
    if (last == null || last.subscriptions.size() >= SIZE) {
      last = new Audience(audiences);
      audiences.add(last);
    }
    int slot = last.subscriptions.size();
    last.subscriptions.ensureCapacity(slot + 1);
    last.seats.ensureCapacity(slot + 1);
    last.subscriptions.add(seat.subscription());
    last.seats.add(seat);
    seat.sitIn(last, slot);
    return slot == 0;
  }

  /** Removes one, by moving the last one to its place. */
  void remove(Seat seat) {
    int slot = seat.slot();
    moveLastTo(slot, subscriptions);
    moveLastTo(slot, seats);
    if (slot < seats.size()) {
      seats.get(slot).sitIn(this, slot);
    }
    seat.sitIn(null, -1);
  }

  /** Removes this from the audiences of its topic; returns true if it was the last of them. */
  boolean leave() {
    moveLastTo(place, all);
    if (place < all.size()) {
      all.get(place).place = place;
    }
    return all.isEmpty();
  }

  private static <T> void moveLastTo(int at, List<T> list) {
    T last = list.remove(list.size() - 1);
    if (at < list.size()) {
      list.set(at, last);
    }
  }

  List<Subscription> subscriptions() {
    return subscriptions;
  }

  /** {@return whether this turn has brought no event yet} */
  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Adds an event of this turn, and tells at which place of the ring it is. */
  void take(SharedEvent event, long ringPlace) {
    if (events.isEmpty()) {
      together = areAllCaughtUp(event);
    }
    events.add(event);
    leavesOut |= event.content().origin() != null;
    weight += event.weight();
    if (!together) {
      for (int i = 0; i < subscriptions.size(); i++) {
        Subscription subscription = subscriptions.get(i);
        if (!isCaughtUp(subscription)) {
          subscription.delivery().offer(event, ringPlace, subscription);
        }
      }
    }
  }

  private boolean areAllCaughtUp(SharedEvent first) {
    for (int i = 0; i < subscriptions.size(); i++) {
      Subscription subscription = subscriptions.get(i);
      if (!subscription.delivery().isCaughtUpWith(subscription, first)) {
        return false;
      }
    }
    return true;
  }

  /** Does not change during a turn: a subscription that takes single events has some waiting. */
  private boolean isCaughtUp(Subscription subscription) {
    return subscription.delivery().isCaughtUpWith(subscription, (SharedEvent) events.get(0));
  }

  /** {@return the weight of the events of this turn so far} */
  int weight() {
    return weight;
  }

  /** Sends the turn's events to all subscriptions that are caught up. */
  void send(Loop loop) {
    if (events.isEmpty()) {
      return;
    }
    Batch batch = loop.state().batch(events);
    // From the end, since the last one takes the place of a subscription that a fault ends.
    for (int i = subscriptions.size() - 1; i >= 0; i--) {
      Subscription subscription = subscriptions.get(i);
      if (together || isCaughtUp(subscription)) {
        Delivery delivery = subscription.delivery();
        Batch own = leavesOut ? withoutOwn(batch, delivery, loop) : batch;
        if (own != null) {
          send(own, delivery, loop.faults());
        }
      }
    }
    forgetEvents();
  }

  /** {@return what of a batch the client has not published itself for others; null if nothing} */
  private @Nullable Batch withoutOwn(Batch batch, Delivery delivery, Loop loop) {
    List<Frame> others =
        events.stream().filter(event -> !delivery.isOwn((SharedEvent) event)).toList();
    if (others.isEmpty()) {
      return null;
    }
    return others.size() == events.size() ? batch : loop.state().batch(others);
  }

  /** Sends a batch; a fault ends its connection. */
  private static void send(Batch batch, Delivery delivery, Faults faults) {
    try {
      delivery.send(batch);
    } catch (Throwable e) {
      delivery.sendFailed(batch);
      faults.handle(delivery.connection(), e);
    }
  }

  /** Puts all back to before this turn's first event, after an error has interrupted the turn. */
  void startOver() {
    if (events.isEmpty()) {
      return;
    }
    long before = ((SharedEvent) events.get(0)).before();
    for (int i = subscriptions.size() - 1; i >= 0; i--) {
      // It is removed from this audience, with others of the same connection.
      if (i < subscriptions.size()) {
        subscriptions.get(i).delivery().fallBehind(before);
      }
    }
  }

  void forgetEvents() {
    events.clear();
    leavesOut = false;
    weight = 0;
  }
}
