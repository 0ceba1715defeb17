package io.tidewire.window;

import io.tidewire.Topic;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the history for new and resuming subscriptions, and for those that have fallen behind. Any
 * thread may call it.
 *
 * <p>The history has a lock, held during an append or one piece of reading, which is bounded both
 * in what it looks at and in what it returns; never while anything waits.
 */
public final class Replay {

  private static final int SLICE_EVENTS = 256;
  private static final int SLICE_WEIGHT = 64 * 1024;

  /** How many topics and events are looked at in one go: some tens of microseconds. */
  private static final int LOOKS_AT_ONCE = 1_024;

  private static final int TRIM_ROUNDS = 64;

  private final ReentrantLock lock;
  private final Ticker ticker;
  private final Epochs epochs;

  // Guarded by the lock.
  private final History history;
  private int looksAtOnce = LOOKS_AT_ONCE;
  private long looks;

  /**
   * Creates an empty history.
   *
   * @param lock guards it; the window holds it, too, while a loop joins
   */
  Replay(
      WindowSettings settings,
      Epochs epochs,
      Ticker ticker,
      Predicate<Topic> isSubscribed,
      ReentrantLock lock) {
    this.history = new History(settings, epochs, isSubscribed);
    this.epochs = epochs;
    this.ticker = ticker;
    this.lock = lock;
  }

  /** Adds a cut; for the window, which holds the lock. */
  void cut(long order, long passedByAll) {
    history.cuts().add(order, passedByAll);
  }

  /** Keeps an event; for the window, which holds the lock. */
  void add(SharedEvent event, long now) {
    history.add(event, now);
  }

  /**
   * Estimates how much an event counts towards {@link WindowSettings#bytes()}.
   *
   * @param content how many bytes its payload, key and headers have
   * @return about how many bytes of heap it takes
   */
  public static long weight(int content) {
    return History.weight(content);
  }

  /**
   * Evicts events that have become too old, and forgets topics, in rounds as long as no thread
   * waits for the lock. The rest is left for the next call.
   */
  public void trim() {
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

  /** {@return what is kept at this moment} */
  public Kept kept() {
    lock.lock();
    try {
      return new Kept(history.topics(), history.events(), history.bytes());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets how much is looked at in one go.
   *
   * @param atOnce how many topics and events
   */
  public void lookAtMost(int atOnce) {
    lock.lock();
    try {
      looksAtOnce = atOnce;
    } finally {
      lock.unlock();
    }
  }

  /** {@return how much was ever looked at to read and to trim} */
  public long looks() {
    lock.lock();
    try {
      return looks;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Finds where a topic's last few events begin.
   *
   * @param topic the topic's name
   * @param events how many events
   * @param place where the loop is: later events do not count
   * @return the order below them; the place if there are none
   */
  public long rewind(String topic, int events, long place) {
    lock.lock();
    try {
      return history.rewind(topic, events, place);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records from when on there can be losses for new interests.
   *
   * @param interests the interests
   * @param place where the loop is, and where those begin that resume after no cursor
   */
  public void begin(List<? extends Interest> interests, long place) {
    lock.lock();
    try {
      history.begin(interests, place);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns what a reader has lost without being told, which counts as told from now on. A search
   * that is too long for one call is kept in the reader.
   *
   * @param reader the reader
   * @param place where the loop is: all losses up to there are told at once
   * @return the losses without events, or null if the caller has to ask again in another turn
   */
  public @Nullable Slice takeLosses(Reader reader, long place) {
    lock.lock();
    Effort effort = new Effort(looksAtOnce);
    try {
      List<Reader> readers = List.of(reader);
      if (!search(readers, place, effort)) {
        return null;
      }
      HistoryReader.Range first = range(readers, (event, covers) -> false, place, place, 1, 1);
      HistoryReader.Piece piece = history.reader().read(first, effort);
      return new Slice(takeLosses(readers), piece.begin(), List.of(), piece.begin());
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
      searched = Math.min(searched, reader.searchedUpTo());
    }
    return searched;
  }

  /**
   * Describes a reading, which goes no further than losses were searched. Where the loop had come
   * to another epoch by then, it begins with that.
   */
  private HistoryReader.Range range(
      List<? extends Reader> readers,
      BiPredicate<SharedEvent, Predicate<Interest>> isKnown,
      long upTo,
      long place,
      int events,
      int weight) {
    long epochBegin = epochs.beginOf(searchedUpTo(readers, place));
    long begin = Math.max(readers.get(0).cursor(), epochBegin);
    return new HistoryReader.Range(
        readers, begin, isKnown, searchedUpTo(readers, upTo), events, weight);
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
   * Returns the next events of readers, and what these have lost. Their cursors are equal, or all
   * at or below where the epoch begins that the loop has come to.
   *
   * @param readers the readers
   * @param isKnown whether the client has got an event from another reader; is given the event and
   *     a test of whether that belongs to an interest
   * @param upTo where the reading ends
   * @param place where the loop is: all losses up to there are told at once
   * @return the events, or null if the search for losses has not ended and the caller has to ask
   *     again
   */
  public @Nullable Slice read(
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
      HistoryReader.Range range = range(readers, isKnown, upTo, place, SLICE_EVENTS, SLICE_WEIGHT);
      HistoryReader.Piece piece = history.reader().read(range, effort);
      return new Slice(takeLosses(readers), piece.begin(), piece.events(), piece.reached());
    } finally {
      looks += effort.spent();
      lock.unlock();
    }
  }

  /**
   * Tells how much is kept.
   *
   * @param topics how many topics are remembered
   * @param events how many events are kept
   * @param bytes about how much heap they take
   */
  public record Kept(int topics, int events, long bytes) {}

  /**
   * Holds the result of one read.
   *
   * @param lost the interests for which the client must be told of a gap before the events
   * @param resumeFrom the cursor to store at that gap: nothing that is still kept is at or below it
   * @param events the events, in log order; none if only losses were asked for
   * @param cursor the readers' cursor after them; the end of what was asked for if that was all
   */
  public record Slice(
      List<? extends Interest> lost, long resumeFrom, List<SharedEvent> events, long cursor) {}
}
