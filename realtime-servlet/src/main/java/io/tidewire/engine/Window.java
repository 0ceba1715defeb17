package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.wire.SharedEvent;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
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
 * <p>The ring has no lock. The history has one, held during an append or one piece of reading,
 * which is bounded both in what it looks at and in what it returns; never while anything waits.
 */
final class Window {

  private static final int SLICE_EVENTS = 256;
  private static final int SLICE_WEIGHT = 64 * 1024;

  /** How many topics and events are looked at in one go: some tens of microseconds. */
  private static final int LOOKS_AT_ONCE = 1_024;

  private static final int TRIM_ROUNDS = 64;

  private final EventRing ring;
  private final ReentrantLock lock = new ReentrantLock();
  private final History history;
  private final Ticker ticker;
  private final String epoch;
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private final Backlog backlog = new Backlog();
  private volatile long newest;

  // Guarded by the lock.
  private int looksAtOnce = LOOKS_AT_ONCE;
  private long looks;

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

  /** Adds a loop, which follows from the newest event on. */
  void join(Loop loop) {
    lock.lock();
    try {
      loop.beginAt(ring.written(), newest);
      loops.add(loop);
    } finally {
      lock.unlock();
    }
  }

  /** Removes a loop that has ended, so that no publisher waits for it. */
  void leave(Loop loop) {
    loops.remove(loop);
    backlog.progressed();
  }

  EventRing ring() {
    return ring;
  }

  Backlog backlog() {
    return backlog;
  }

  /** {@return the highest sequence that has arrived on this node} */
  long newest() {
    return newest;
  }

  Position position(long sequence) {
    return new Position(epoch, sequence);
  }

  String epoch() {
    return epoch;
  }

  /** Adds the next event of the log; called by one thread at a time. */
  void accept(SharedEvent event) {
    backlog.awaitBelow(ring.capacity(), this::inFlight);
    if (backlog.isClosed()) {
      return;
    }
    lock.lock();
    try {
      ring.emptyBelow(slowestPlace());
      long now = ticker.millis();
      if (!event.event().content().isEphemeral()) {
        history.add(event, now);
      }
      newest = event.sequence();
      ring.write(event, now);
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
   * Waits until fewer events than a bound are in flight; returns false if the deadline came first.
   */
  boolean awaitInFlightBelow(long bound, long deadlineNanos) {
    return inFlight() < bound
        || backlog.awaitBelow(bound, this::inFlight, this::slowestPlace, deadlineNanos);
  }

  /** {@return how many events the slowest loop has not read yet} */
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

  /**
   * Evicts events that have become too old, and forgets topics, in rounds as long as no thread
   * waits for the lock. The rest is left for the next call.
   */
  void trim() {
    boolean isDone = false;
    for (int round = 0; !isDone && round < TRIM_ROUNDS; round++) {
      lock.lock();
      try {
        Effort effort = new Effort(looksAtOnce);
        isDone = history.trim(ticker.millis(), effort) || lock.hasQueuedThreads();
        looks += effort.spent();
      } finally {
        lock.unlock();
      }
    }
  }

  /** {@return how many topics are remembered} */
  int topics() {
    lock.lock();
    try {
      return history.topics();
    } finally {
      lock.unlock();
    }
  }

  /** Sets how much is looked at in one go. */
  void lookAtMost(int atOnce) {
    lock.lock();
    try {
      looksAtOnce = atOnce;
    } finally {
      lock.unlock();
    }
  }

  /** {@return how much was ever looked at to read and to trim} */
  long looks() {
    lock.lock();
    try {
      return looks;
    } finally {
      lock.unlock();
    }
  }

  /** {@return the sequence below a topic's last few events up to a place; the place if none is} */
  long rewind(String topic, int events, long place) {
    lock.lock();
    try {
      return history.rewind(topic, events, place);
    } finally {
      lock.unlock();
    }
  }

  /** Records from when on there can be losses for new interests that begin at a loop's place. */
  void begin(List<? extends Interest> interests, long place) {
    lock.lock();
    try {
      history.begin(interests, place);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns what a subscription has lost without being told, which counts as told from now on. A
   * search that is too long for one call is kept in the subscription.
   *
   * @param place where the loop is: all losses up to there are told at once
   * @return the losses, or null if the caller has to ask again in another turn
   */
  @Nullable Losses takeLosses(Reader reader, long place) {
    lock.lock();
    Effort effort = new Effort(looksAtOnce);
    try {
      List<Reader> readers = List.of(reader);
      if (!search(readers, place, effort)) {
        return null;
      }
      HistoryReader.Range first =
          new HistoryReader.Range(
              readers, (event, covers) -> false, searchedUpTo(readers, place), 1, 1);
      HistoryReader.Piece piece = history.reader().read(first, effort);
      return new Losses(takeLosses(readers), piece.begin());
    } finally {
      looks += effort.spent();
      lock.unlock();
    }
  }

  /** {@return whether all searches for losses have ended} */
  private boolean search(List<? extends Reader> readers, long place, Effort effort) {
    for (Reader reader : readers) {
      LossSearch search = reader.search();
      if (search == null) {
        search = history.newSearch(reader, place);
        reader.searchOn(search);
      }
      if (!search.goOn(history.evictions(), effort)) {
        return false;
      }
    }
    return true;
  }

  /** Bounds the reading by the place up to which losses were searched. */
  private static long searchedUpTo(List<? extends Reader> readers, long upTo) {
    long searched = upTo;
    for (Reader reader : readers) {
      LossSearch search = reader.search();
      searched = search == null ? searched : Math.min(searched, search.upTo());
    }
    return searched;
  }

  private List<Interest> takeLosses(List<? extends Reader> readers) {
    List<Interest> lost = new ArrayList<>();
    for (Reader reader : readers) {
      LossSearch search = reader.search();
      if (search != null) {
        lost.addAll(search.take(history));
        reader.searchOn(null);
      }
    }
    return lost;
  }

  /**
   * Returns the next events of subscriptions with equal cursors, and what these have lost.
   *
   * @param readers the subscriptions
   * @param isKnown whether another subscription of the client has delivered an event
   * @param upTo where the reading ends
   * @param place where the loop is: all losses up to there are told at once
   * @return the events, or null if the search for losses has not ended and the caller has to ask
   *     again
   */
  @Nullable Slice read(
      List<? extends Reader> readers,
      BiPredicate<SharedEvent, Predicate<Interest>> isKnown,
      long upTo,
      long place) {
    lock.lock();
    Effort effort = new Effort(looksAtOnce);
    try {
      if (!search(readers, place, effort)) {
        return null;
      }
      HistoryReader.Range range =
          new HistoryReader.Range(
              readers, isKnown, searchedUpTo(readers, upTo), SLICE_EVENTS, SLICE_WEIGHT);
      HistoryReader.Piece piece = history.reader().read(range, effort);
      Losses losses = new Losses(takeLosses(readers), piece.begin());
      return new Slice(losses, piece.events(), piece.reached());
    } finally {
      looks += effort.spent();
      lock.unlock();
    }
  }

  /**
   * Holds what a subscription has lost.
   *
   * @param interests the interests for which the client must be told of a gap
   * @param resumeFrom the cursor to store at that gap: nothing that is still kept is at or below it
   */
  record Losses(List<Interest> interests, long resumeFrom) {}

  /**
   * Holds the result of one read.
   *
   * @param losses what was lost before the events
   * @param events the events, in log order
   * @param cursor the readers' cursor after them; the end of what was asked for if that was all
   */
  record Slice(Losses losses, List<SharedEvent> events, long cursor) {}
}
