package io.tidewire.tck;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.FaultyEventLog.Breach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order that {@link FaultyEventLog}s share: what was appended, what of it was lost, and
 * who reads it.
 *
 * <p>A change is made under the lock, and then served: what waits is stored, each reading is
 * brought up to date, and only then are the publishers answered. No sink is called under the lock.
 * What has no comment about threads is called in a change.
 */
final class FaultyStore {

  private static final long KEYS_ARE_KNOWN = Duration.ofMinutes(5).toMillis();
  private static final int FORGOTTEN = 5;

  /** An event on its way into the order, and whoever waits for its position. */
  record Append(FaultyEventLog by, EventLog.Entry entry, CompletableFuture<Position> answer) {

    static Append of(FaultyEventLog by, EventLog.Entry entry) {
      return new Append(by, entry, new CompletableFuture<>());
    }
  }

  /** An event in the order; a sink that cannot take it fails an answer that has not been given. */
  record Stored(PublishedEvent event, CompletableFuture<Position> answer) {}

  private record Known(Position position, long at) {}

  final List<FaultyReading> readings = new CopyOnWriteArrayList<>();
  final List<Append> waiting = new ArrayList<>();
  final @Nullable Breach breach;
  volatile boolean manual;
  boolean away;
  private final ReentrantLock lock = new ReentrantLock();
  private final int retained;
  private final NavigableMap<Long, Stored> events = new TreeMap<>();
  private final Map<String, Known> keys = new HashMap<>();

  /** The highest sequence of each hole. */
  private final NavigableSet<Long> holes = new TreeSet<>();

  private int epoch = 1;
  private long evicted;
  private long newest;
  private long lastSequence;
  private long now;
  private int failures;
  private boolean failuresAreStored;

  FaultyStore(int retained, @Nullable Breach breach) {
    this.retained = retained;
    this.breach = breach;
    this.lastSequence = breach == Breach.SEQUENCE_TOO_HIGH ? Position.MAX_SEQUENCE - 2 : 0;
  }

  /** For any thread. */
  <T extends @Nullable Object> T locked(Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  /** Changes something and serves it; for any thread. */
  void change(Runnable change) {
    List<Runnable> answers =
        locked(
            () -> {
              change.run();
              return storeWhatWaits();
            });
    if (!manual) {
      readings.forEach(FaultyReading::serve);
    }
    trim();
    answers.forEach(Runnable::run);
  }

  private List<Runnable> storeWhatWaits() {
    List<Runnable> answers = new ArrayList<>();
    if (!away) {
      if (breach == Breach.REORDERS_ONE_THREAD) {
        Collections.reverse(waiting);
      }
      waiting.forEach(append -> answers.add(store(append)));
      waiting.clear();
    }
    return answers;
  }

  private Runnable store(Append append) {
    try {
      Position position = position(append);
      return () -> append.answer.complete(position);
    } catch (RuntimeException e) {
      // What an append fails with is told by its stage.
      return () -> append.answer.completeExceptionally(e);
    }
  }

  private Position position(Append append) {
    if (append.entry.content().isEphemeral()) {
      throw new IllegalArgumentException("an ephemeral event is passed, not appended");
    }
    if (failures > 0) {
      failures--;
      if (failuresAreStored) {
        store(append.entry, new CompletableFuture<>());
      }
      throw new IllegalStateException("the store has failed");
    }
    String key = append.entry.idempotencyKey();
    Known known = key == null || breach == Breach.IGNORES_KEYS ? null : keys.get(key);
    return known != null && now - known.at < KEYS_ARE_KNOWN
        ? known.position
        : store(append.entry, append.answer);
  }

  private Position store(EventLog.Entry entry, CompletableFuture<Position> answer) {
    Position position = new Position(epoch(), ++lastSequence);
    newest = lastSequence;
    if (breach != Breach.FORGETS_ACKNOWLEDGED || lastSequence % FORGOTTEN != 0) {
      events.put(newest, new Stored(new PublishedEvent(position, entry.content()), answer));
    }
    String key = entry.idempotencyKey();
    if (key != null) {
      keys.put(key, new Known(position, now));
    }
    return position;
  }

  /**
   * Evicts what is more than it retains; for readings that are not slow it waits. For any thread.
   */
  private void trim() {
    lock.lock();
    try {
      while (events.size() > retained && (manual || areAllAt(events.firstKey()))) {
        evictTo(events.firstKey());
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean areAllAt(long sequence) {
    return readings.stream().noneMatch(reading -> reading.isBefore(sequence));
  }

  /** {@return the name of the epoch} */
  String epoch() {
    return "e" + epoch;
  }

  EventLog.Bounds bounds() {
    return new EventLog.Bounds(
        epoch(), holes.isEmpty() ? evicted : Math.max(evicted, holes.last()), newest);
  }

  /** For any thread. */
  CompletionStage<EventLog.Bounds> askBounds() {
    return locked(
        () -> {
          if (!away) {
            return CompletableFuture.completedStage(bounds());
          }
          return breach == Breach.BOUNDS_NEVER_ANSWERS
              ? new CompletableFuture<>()
              : CompletableFuture.failedStage(isAway());
        });
  }

  private static IllegalStateException isAway() {
    return new IllegalStateException("the store is away");
  }

  /**
   * {@return up to where all is lost between a sequence and the next event; 0 or below it if
   * nothing is}
   */
  long lostAbove(long sequence) {
    Long next = events.higherKey(sequence);
    Long hole = holes.isEmpty() ? null : next == null ? holes.last() : holes.lower(next);
    return hole == null ? evicted : Math.max(evicted, hole);
  }

  /** {@return the events above a sequence, up to the next hole, so many at most} */
  List<Stored> above(long sequence, int most) {
    Long next = events.higherKey(sequence);
    Long hole = next == null ? null : holes.higher(next);
    return events.tailMap(sequence, false).entrySet().stream()
        .takeWhile(event -> hole == null || event.getKey() <= hole)
        .limit(most)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** {@return a sequence that is so many events below another, as far as they are kept} */
  long below(long sequence, int count) {
    Collection<Long> last = events.headMap(sequence, true).descendingKeySet();
    return last.stream().limit(count).reduce((a, b) -> b).map(key -> key - 1).orElse(sequence);
  }

  void pass(PublishedEvent.Content content, CompletableFuture<Void> answer) {
    if (away) {
      answer.completeExceptionally(isAway());
      return;
    }
    if (breach == Breach.STORES_EPHEMERAL) {
      store(new EventLog.Entry(content, null), new CompletableFuture<>());
    }
    readings.forEach(reading -> reading.pass(content, answer));
  }

  void giveForeign(PublishedEvent.Content content) {
    Position position = new Position("e" + (epoch - 1), newest + 1);
    readings.forEach(reading -> reading.give(new PublishedEvent(position, content)));
  }

  void advance(Duration time) {
    now += time.toMillis();
  }

  void loseNext(int sequences) {
    lastSequence += sequences;
    newest = lastSequence;
    holes.add(newest);
  }

  void loseLast(int lost) {
    for (int i = 0; i < lost && !events.isEmpty(); i++) {
      long last = events.lastKey();
      events.remove(last);
      keys.values().removeIf(known -> known.position.sequence() == last);
    }
    loseNext(1);
  }

  void skip(int sequences) {
    lastSequence += sequences;
  }

  void newEpoch() {
    epoch++;
    events.clear();
    holes.clear();
    keys.clear();
    evicted = 0;
    newest = 0;
    lastSequence = 0;
  }

  void evictTo(long sequence) {
    evicted = Math.max(evicted, Math.min(sequence, newest));
    events.headMap(evicted, true).clear();
  }

  void failAppends(int next, boolean stored) {
    failures = next;
    failuresAreStored = stored;
  }

  /** {@return what waits of a log, which is not stored any more}; for any thread. */
  List<Append> withdraw(FaultyEventLog log) {
    return locked(
        () -> {
          List<Append> withdrawn = waiting.stream().filter(append -> append.by == log).toList();
          waiting.removeAll(withdrawn);
          return withdrawn;
        });
  }
}
