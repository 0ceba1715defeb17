package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.wire.SharedEvent;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * This node's in-memory tail of the log: the ring that the loops follow, and the history that new
 * and resuming subscriptions read.
 *
 * <h2>Why nothing falls between replay and live</h2>
 *
 * An event enters the history before the ring. A loop reads the history for a subscription up to
 * its own place in the ring and no further; when the subscription's cursor has met that place, the
 * loop itself, in the same turn, lets it take part in the ring from there on. Both reads see one
 * order, cut at one number.
 *
 * <p>The ring has no lock. The history has one, held for the time of an append or of one bounded
 * read, never while anything waits.
 */
final class Window {

  private static final int SLICE_EVENTS = 256;
  private static final int SLICE_WEIGHT = 64 * 1024;

  private final EventRing ring;
  private final ReentrantLock lock = new ReentrantLock();
  private final History history;
  private final Ticker ticker;
  private final String epoch;
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private final Backlog backlog = new Backlog();
  private volatile long newest;

  Window(
      EngineSettings.History settings,
      String epoch,
      long floor,
      Ticker ticker,
      Predicate<Topic> isSubscribed) {
    this.ring = new EventRing(settings.inFlight());
    this.history = new History(settings, floor, isSubscribed);
    this.epoch = epoch;
    this.ticker = ticker;
    this.newest = floor;
  }

  /** Lets a loop follow, from the newest event on. */
  void join(Loop loop) {
    lock.lock();
    try {
      loop.beginAt(ring.written(), newest);
      loops.add(loop);
    } finally {
      lock.unlock();
    }
  }

  EventRing ring() {
    return ring;
  }

  Backlog backlog() {
    return backlog;
  }

  /** The highest sequence that has arrived on this node. */
  long newest() {
    return newest;
  }

  Position position(long sequence) {
    return new Position(epoch, sequence);
  }

  String epoch() {
    return epoch;
  }

  /** Takes the next event of the log; called by one thread at a time. */
  void accept(SharedEvent event) {
    backlog.awaitBelow(ring.capacity(), this::inFlight);
    if (backlog.isClosed()) {
      return;
    }
    lock.lock();
    try {
      ring.emptyBelow(slowestPlace());
      if (!event.event().content().isEphemeral()) {
        history.add(event, ticker.millis());
      }
      newest = event.sequence();
      ring.write(event);
    } finally {
      lock.unlock();
    }
    // A loop adds its subscription, then looks for events; here it is the other way round.
    VarHandle.fullFence();
    for (Loop loop : loops) {
      loop.arrived(event);
    }
  }

  /**
   * Waits until fewer events than a bound are in flight; false if they were not by the deadline.
   */
  boolean awaitInFlightBelow(long bound, long deadlineNanos) {
    return inFlight() < bound
        || backlog.awaitBelow(bound, this::inFlight, this::slowestPlace, deadlineNanos);
  }

  /** How many events the slowest loop has still to read. */
  long inFlight() {
    return ring.written() - slowestPlace();
  }

  private long slowestPlace() {
    long slowest = ring.written();
    for (Loop loop : loops) {
      slowest = Math.min(slowest, loop.place());
    }
    return slowest;
  }

  /** Evicts what has become too old. */
  void trim() {
    lock.lock();
    try {
      history.trim(ticker.millis());
    } finally {
      lock.unlock();
    }
  }

  /** How many topics are remembered. */
  int topics() {
    lock.lock();
    try {
      return history.topics();
    } finally {
      lock.unlock();
    }
  }

  Map<String, Long> rewind(TopicPattern pattern, int events, long place) {
    lock.lock();
    try {
      return history.rewind(pattern, events, place);
    } finally {
      lock.unlock();
    }
  }

  /** What a subscription has lost and was not told of; told by this. */
  Losses takeLosses(Subscription subscription, long place) {
    lock.lock();
    try {
      List<Subscription> readers = List.of(subscription);
      List<Interest> lost = history.takeLosses(subscription, place);
      return new Losses(lost, resumeFrom(readers, place, history.read(readers, place, 1, 1)));
    } finally {
      lock.unlock();
    }
  }

  private static long resumeFrom(List<Subscription> readers, long upTo, List<SharedEvent> next) {
    long beforeNext = next.isEmpty() ? upTo : next.get(0).sequence() - 1;
    return Math.max(beforeNext, readers.get(0).cursor());
  }

  /**
   * The next events of subscriptions with equal cursors, and what was lost for them.
   *
   * @param readers the subscriptions
   * @param upTo where the reading ends
   * @param place where the loop is: all losses up to there are told at once
   */
  Slice read(List<Subscription> readers, long upTo, long place) {
    lock.lock();
    try {
      List<SharedEvent> events = history.read(readers, upTo, SLICE_EVENTS, SLICE_WEIGHT);
      List<Interest> lost = new ArrayList<>();
      readers.forEach(reader -> lost.addAll(history.takeLosses(reader, place)));
      Losses losses = new Losses(lost, resumeFrom(readers, upTo, events));
      boolean isLast = events.size() < SLICE_EVENTS && weigh(events) < SLICE_WEIGHT;
      long cursor = isLast ? upTo : events.get(events.size() - 1).sequence();
      return new Slice(losses, events, Math.max(cursor, readers.get(0).cursor()));
    } finally {
      lock.unlock();
    }
  }

  private static int weigh(List<SharedEvent> events) {
    return events.stream().mapToInt(SharedEvent::weight).sum();
  }

  /**
   * What is gone for a subscription.
   *
   * @param interests whose client must be told of a gap
   * @param resumeFrom the cursor to store at that gap: nothing that is still kept lies at or below
   */
  record Losses(List<Interest> interests, long resumeFrom) {}

  /**
   * What one read gave.
   *
   * @param losses what is gone before the events
   * @param events the events, in log order
   * @param cursor the readers' cursor after them; the end of what was asked for if that was all
   */
  record Slice(Losses losses, List<SharedEvent> events, long cursor) {}
}
