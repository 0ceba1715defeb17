package io.tidewire.window;

import io.tidewire.window.TopicHistory.Kept;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Reads the kept events for readers that are behind. Guarded by the window.
 *
 * <h2>Two ways</h2>
 *
 * A few topics are merged from their own rings, so that a replay costs what it returns, however
 * much else is kept. For patterns, and for very many topics, the one order of arrival is walked
 * from the cursor on; both what that visits and what it finds are bounded, and the result says how
 * far it came.
 */
final class HistoryReader {

  /** How many topics are looked up for each piece rather than walked over. */
  private static final int MAX_MERGED = 1_024;

  private final Map<String, TopicHistory> topics;
  private final Chain<Kept> arrivals;

  HistoryReader(Map<String, TopicHistory> topics, Chain<Kept> arrivals) {
    this.topics = topics;
    this.arrivals = arrivals;
  }

  /**
   * Describes what to read.
   *
   * @param readers those that read, with equal cursors
   * @param cursor where they begin: their cursor, or what no one reads any more
   * @param isKnown whether the client has got an event from another reader; is given the event and
   *     a test of whether that belongs to an interest
   * @param upTo where the reading ends
   * @param events how many events it may find
   * @param weight how much they may weigh, exceeded at most by the last one
   */
  record Range(
      List<? extends Reader> readers,
      long cursor,
      BiPredicate<SharedEvent, Predicate<Interest>> isKnown,
      long upTo,
      int events,
      int weight) {}

  /**
   * Holds what was read.
   *
   * @param events the events, each once, in log order
   * @param reached up to where there is nothing else; the end of the range if that was all
   */
  record Piece(List<SharedEvent> events, long reached) {
    /** {@return the place below the first event} */
    long begin() {
      return events.isEmpty() ? reached : events.get(0).order() - 1;
    }
  }

  Piece read(Range range, Effort effort) {
    int merged = 0;
    for (Reader reader : range.readers) {
      Selection selection = reader.selection();
      merged += selection.topicCount();
      if (!selection.patterns().isEmpty() || merged > MAX_MERGED) {
        return walk(range, effort);
      }
    }
    return merge(range, effort);
  }

  private Piece walk(Range range, Effort effort) {
    Collector found = new Collector(range);
    int looks = 0;
    for (Reader reader : range.readers) {
      looks += reader.selection().patterns().size();
    }
    Kept kept = arrivals.firstAbove(range.cursor());
    while (kept != null && kept.order <= range.upTo) {
      if (found.isFull() || !effort.spend(Math.max(1, looks))) {
        return found.piece();
      }
      found.pass(kept, covers(range.readers, kept));
      kept = kept.newer();
    }
    return found.all();
  }

  private static boolean covers(List<? extends Reader> readers, Kept kept) {
    for (int i = 0; i < readers.size(); i++) {
      if (readers.get(i).selection().covers(kept)) {
        return true;
      }
    }
    return false;
  }

  private Piece merge(Range range, Effort effort) {
    PriorityQueue<Reading> readings = new PriorityQueue<>();
    for (Reader reader : range.readers) {
      for (Interest interest : reader.selection().topics()) {
        TopicHistory history = topics.get(interest.pattern().text());
        long after = Math.max(range.cursor(), interest.lowestStart());
        if (history != null && history.newest() > after) {
          addUnlessAtEnd(new Reading(history, after), range, readings);
        }
      }
    }
    Collector found = new Collector(range);
    Reading reading;
    while ((reading = readings.poll()) != null) {
      if (found.isFull() || !effort.spend(1)) {
        return found.piece();
      }
      found.pass(reading.next(), true);
      addUnlessAtEnd(reading, range, readings);
    }
    return found.all();
  }

  private static void addUnlessAtEnd(Reading reading, Range range, PriorityQueue<Reading> to) {
    if (reading.isWithin(range.upTo)) {
      to.add(reading);
    }
  }

  /** Collects what is found. */
  private static final class Collector {
    private final Range range;
    private final List<SharedEvent> events = new ArrayList<>();
    private int weight;
    private long reached;

    Collector(Range range) {
      this.range = range;
      this.reached = range.cursor();
    }

    boolean isFull() {
      return events.size() >= range.events || weight >= range.weight;
    }

    void pass(Kept kept, boolean isWanted) {
      reached = kept.order;
      if (isWanted && !range.isKnown.test(kept.event, interest -> interest.covers(kept))) {
        events.add(kept.event);
        weight += kept.event.weight();
      }
    }

    Piece piece() {
      return new Piece(events, reached);
    }

    Piece all() {
      return new Piece(events, Math.max(range.cursor(), range.upTo));
    }
  }

  /** Points into one topic's ring while several are merged. */
  private static final class Reading implements Comparable<Reading> {
    private final TopicHistory history;
    private int index;

    Reading(TopicHistory history, long after) {
      this.history = history;
      this.index = history.indexAbove(after);
    }

    boolean isWithin(long upTo) {
      return index < history.size() && order() <= upTo;
    }

    private long order() {
      return history.get(index).order;
    }

    Kept next() {
      return history.get(index++);
    }

    @Override
    public int compareTo(Reading other) {
      return Long.compare(order(), other.order());
    }
  }
}
