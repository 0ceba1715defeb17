package io.tidewire.window;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.wire.SharedEvent;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds this node's in-memory tail of the log: the ring that the loops follow, and the history that
 * new and resuming subscriptions read.
 *
 * <h2>Why nothing falls between replay and live</h2>
 *
 * An event enters the history before the ring. A loop reads the history for a subscription up to
 * its own place in the ring and no further; when the subscription's cursor has met that place, the
 * loop itself, in the same turn, lets it take events from the ring from there on. Both reads see
 * one order, cut at one number.
 *
 * <p>The ring is read without a lock. The history has one: see {@link Replay}.
 */
public final class Window {

  /** Tests write to it alone. */
  final Ring ring;

  private final Replay replay;
  private final ReentrantLock lock = new ReentrantLock();
  private final Ticker ticker;
  private final Epochs epochs = new Epochs();
  private final Backlog backlog;
  private volatile long newest;

  /**
   * Creates an empty window.
   *
   * @param settings bounds what it keeps
   * @param ticker tells how old an event is
   * @param isSubscribed whether a topic must be remembered, since it is subscribed to by its name
   */
  public Window(WindowSettings settings, Ticker ticker, Predicate<Topic> isSubscribed) {
    this.ring = new Ring(settings.inFlight());
    this.backlog = new Backlog(ring);
    this.replay = new Replay(settings, epochs, ticker, isSubscribed, lock);
    this.ticker = ticker;
  }

  /**
   * Adds a follower, which begins behind the newest event.
   *
   * @param follower the follower
   */
  public void follow(Follower follower) {
    lock.lock();
    try {
      follower.beginAt(ring.written(), newest);
      backlog.add(follower);
    } finally {
      lock.unlock();
    }
  }

  /** {@return how far the followers are behind} */
  public Backlog backlog() {
    return backlog;
  }

  /** {@return the history} */
  public Replay replay() {
    return replay;
  }

  /** {@return how many events the ring has ever had, which is the place after the newest} */
  public long written() {
    return ring.written();
  }

  /** {@return how many events the ring has room for} */
  public int capacity() {
    return ring.capacity();
  }

  /**
   * Returns an event of the ring.
   *
   * @param place a place below {@link #written()} that not all followers have passed
   * @return the event; null if a cut is there
   * @throws IllegalStateException if all have
   */
  public @Nullable SharedEvent event(long place) {
    return ring.get(place).event();
  }

  /**
   * Returns the order of what is at a place of the ring.
   *
   * @param place as for {@link #event}
   * @return the order of the event or cut
   */
  public long order(long place) {
    return ring.get(place).order();
  }

  /**
   * Returns when an event or cut was written to the ring.
   *
   * @param place its place
   * @return the ticker's time; undefined once all followers have passed the place
   */
  public long writtenAt(long place) {
    return ring.writtenAt(place);
  }

  /** {@return the order of the newest event or cut on this node} */
  public long newest() {
    return newest;
  }

  /**
   * Returns the position of an order.
   *
   * @param order the order
   * @param loopOrder where the loop is that asks: an order ahead of it belongs to the same epoch
   * @return the position
   * @throws IllegalStateException before the log has named its first epoch
   */
  public Position position(long order, long loopOrder) {
    return epochs.position(order, loopOrder);
  }

  /** {@return the position of the newest event on this node} */
  public Position newestPosition() {
    long last = newest;
    return epochs.position(last, last);
  }

  /**
   * Returns the order of a cursor.
   *
   * @param cursor a position that a client names
   * @param loopOrder where the loop is that asks
   * @return the order; -1 if the cursor is of an unknown epoch, or of one that was over where the
   *     loop is
   */
  public long orderOf(Position cursor, long loopOrder) {
    return epochs.orderOf(cursor, loopOrder);
  }

  /**
   * Returns where an epoch begins, at or below an order of it. A loop that has come to the order
   * has nothing read from below.
   *
   * @param order the order
   * @return the order of what the log had lost of the epoch when it began
   */
  public long epochBegin(long order) {
    return epochs.beginOf(order);
  }

  /** {@return the order of a sequence of the log's present epoch} */
  long orderOf(long sequence) {
    return epochs.order(sequence);
  }

  /**
   * Goes on above all that the log has lost, in the present epoch or with another one, which
   * follows above all that has come. Every loop meets this cut in the ring, and what it means for
   * the history it means from there on. Called as {@link #accept} is; can be repeated after an
   * error.
   *
   * @param epoch the epoch
   * @param sequence the highest sequence of it that is lost
   */
  void cut(String epoch, long sequence) {
    if (!backlog.awaitRoom()) {
      return;
    }
    lock.lock();
    try {
      ring.emptyBelow(backlog.slowestPlace());
      long order = epochs.orderIn(epoch, sequence, newest);
      RingEntry entry = new RingEntry(null, order, ticker.millis());
      replay.cut(order, ring.passedByAll());
      epochs.goOn(epoch, sequence, order);
      newest = order;
      if (order > 0) {
        ring.write(entry);
      }
    } finally {
      lock.unlock();
    }
    VarHandle.fullFence();
    for (Follower follower : backlog.followers()) {
      follower.wake();
    }
  }

  /** Adds the next event of the log's present epoch; called by one thread at a time. */
  void accept(PublishedEvent event) {
    write(new SharedEvent(event, epochs.order(event.sequence())));
  }

  /** Hands an event to those who listen now; called as {@link #accept} is, and waits as that. */
  void pass(PublishedEvent.Content content) {
    write(new SharedEvent(content, newest));
  }

  private void write(SharedEvent event) {
    if (!backlog.awaitRoom()) {
      return;
    }
    lock.lock();
    try {
      ring.emptyBelow(backlog.slowestPlace());
      long now = ticker.millis();
      // Made first: if memory runs out between history and ring, the live ones miss the event.
      RingEntry entry = new RingEntry(event, event.order(), now);
      if (event.isPlaced()) {
        replay.add(event, now);
        newest = event.order();
      }
      ring.write(entry);
    } finally {
      lock.unlock();
    }
    // A loop adds its subscription, then looks for events; here it is the other way round.
    VarHandle.fullFence();
    Topic topic = event.content().topic();
    for (Follower follower : backlog.followers()) {
      follower.arrived(topic);
    }
  }
}
