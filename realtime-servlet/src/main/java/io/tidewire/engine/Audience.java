package io.tidewire.engine;

import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Some live subscriptions of one loop to one topic or pattern, and what this turn brings them.
 * Confined to the loop.
 *
 * <h2>Together or one by one</h2>
 *
 * Most subscribers have one topic and are caught up: all of them are to get the very same events.
 * These are kept once, here, and go to each such subscriber's socket in one batch that all share.
 * Nothing is stored at any connection on this way, which spares the garbage collector as much work
 * as the loop. Whoever needs it otherwise, for several topics or since something waits already,
 * takes each event into its own outbox as it passes.
 *
 * <p>What has many subscribers has several audiences. While the loop writes to one, more events may
 * come; they leave in the same write for those whose turn is still to come.
 */
final class Audience {

  private static final int SIZE = 64;

  private final List<Audience> all;
  private int place;
  private final ArrayList<Subscription> subscriptions = new ArrayList<>(1);

  /** What each subscription is here for; apart, since only those that come and go need it. */
  private final ArrayList<Interest> interests = new ArrayList<>(1);

  private final List<Frame> events = new ArrayList<>(1);
  private boolean together;
  private int weight;

  private Audience(List<Audience> all) {
    this.all = all;
    this.place = all.size();
  }

  /**
   * Adds to the last of some audiences that is not full; true if that one had nobody yet. Makes all
   * the room first, since an error in between must not leave one list longer than the other.
   */
  static boolean add(Interest interest, List<Audience> audiences) {
    Audience last = audiences.isEmpty() ? null : audiences.get(audiences.size() - 1);
    if (last == null || last.subscriptions.size() >= SIZE) {
      last = new Audience(audiences);
      audiences.add(last);
    }
    int slot = last.subscriptions.size();
    last.subscriptions.ensureCapacity(slot + 1);
    last.interests.ensureCapacity(slot + 1);
    last.subscriptions.add(interest.subscription());
    last.interests.add(interest);
    interest.sitIn(last, slot);
    return slot == 0;
  }

  /** Gives the place of one to the last. */
  void remove(Interest interest) {
    int slot = interest.slot();
    moveLastTo(slot, subscriptions);
    moveLastTo(slot, interests);
    if (slot < interests.size()) {
      interests.get(slot).sitIn(this, slot);
    }
    interest.sitIn(null, -1);
  }

  /** Leaves the audiences that it is one of; true if it was the last. */
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

  /** Whether this turn has brought nothing yet. */
  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Takes an event of this turn. */
  void take(SharedEvent event) {
    if (events.isEmpty()) {
      together = areAllCaughtUp(event);
    }
    events.add(event);
    weight += event.weight();
    if (!together) {
      for (int i = 0; i < subscriptions.size(); i++) {
        Subscription subscription = subscriptions.get(i);
        if (!isCaughtUp(subscription)) {
          subscription.delivery().offer(event, subscription);
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

  /** Stays what it was throughout a turn: who takes an event one by one has something waiting. */
  private boolean isCaughtUp(Subscription subscription) {
    return subscription.delivery().isCaughtUpWith(subscription, (SharedEvent) events.get(0));
  }

  /** How much this turn has brought so far. */
  int weight() {
    return weight;
  }

  /** Sends the turn's events to all who get them together. */
  void send(Loop loop) {
    if (events.isEmpty()) {
      return;
    }
    Batch batch = loop.batch(events);
    // From the end, since a subscription that a fault ends gives its place to the last one.
    for (int i = subscriptions.size() - 1; i >= 0; i--) {
      Subscription subscription = subscriptions.get(i);
      if (together || isCaughtUp(subscription)) {
        loop.send(batch, subscription.delivery());
      }
    }
    forgetEvents();
  }

  /** Lets all fall behind to before this turn's first event, since an error broke it off. */
  void startOver() {
    if (events.isEmpty()) {
      return;
    }
    long first = ((SharedEvent) events.get(0)).sequence();
    for (int i = subscriptions.size() - 1; i >= 0; i--) {
      // Which takes it out of here, with others of the same connection.
      if (i < subscriptions.size()) {
        subscriptions.get(i).delivery().fallBehind(first);
      }
    }
  }

  void forgetEvents() {
    events.clear();
    weight = 0;
  }
}
