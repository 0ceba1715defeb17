package io.tidewire.tck;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.FaultyEventLog.Breach;
import io.tidewire.tck.FaultyStore.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link FaultyStore} from a place of its own, and calls one sink, one call at a time.
 *
 * <p>What is due is found at each call anew, by the store's lock: a reading that is slow comes upon
 * what the store has lost meanwhile.
 */
final class FaultyReading {

  /** A call of the sink, with how many events, and who is told if it throws. */
  private record Call(
      Consumer<EventLog.Sink> call, int events, List<? extends CompletableFuture<?>> answers) {

    void make(EventLog.Sink sink) {
      try {
        call.accept(sink);
      } catch (Throwable e) {
        answers.forEach(answer -> answer.completeExceptionally(e));
      }
    }
  }

  private final FaultyStore store;
  private final FaultyEventLog log;
  private final @Nullable Position after;
  private final EventLog.Sink sink;

  /** Held while the sink is called, and taken before the lock of the store. */
  private final ReentrantLock calling = new ReentrantLock();

  private volatile boolean closed;

  // By the lock of the store.
  private final Queue<Call> unplaced = new ArrayDeque<>();
  private @Nullable String epoch;
  private long place;

  FaultyReading(
      FaultyStore store, FaultyEventLog log, @Nullable Position after, EventLog.Sink sink) {
    this.store = store;
    this.log = log;
    this.after = after;
    this.sink = sink;
  }

  boolean isOf(FaultyEventLog one) {
    return log == one;
  }

  /** Calls the sink for all that is due, once no other thread does; for any thread. */
  void serve() {
    calling.lock();
    try {
      call(Integer.MAX_VALUE);
    } finally {
      calling.unlock();
    }
  }

  /** The same for so many events at most, unless another thread is at it. */
  void serve(int most) {
    if (calling.tryLock()) {
      try {
        call(most);
      } finally {
        calling.unlock();
      }
    }
  }

  private void call(int most) {
    if (calling.getHoldCount() > 1) {
      return; // The sink has come back here: who has called it goes on.
    }
    int left = most;
    for (Call call = next(left); call != null; call = next(left)) {
      call.make(sink);
      left -= call.events;
    }
  }

  private @Nullable Call next(int most) {
    return store.<@Nullable Call>locked(() -> closed || store.away ? null : due(most));
  }

  private @Nullable Call due(int most) {
    EventLog.Bounds bounds = store.bounds();
    if (!bounds.epoch().equals(epoch)) {
      Breach breach = epoch == null ? Breach.NO_FIRST_BEGIN : Breach.TURNS_EPOCH_SILENTLY;
      place = epoch == null ? start(bounds) : bounds.evicted();
      epoch = bounds.epoch();
      if (store.breach != breach) {
        return begin(bounds);
      }
    }
    if (!unplaced.isEmpty()) {
      return unplaced.remove();
    }
    long lost = store.lostAbove(place);
    if (lost > place) {
      place = lost;
      if (store.breach != Breach.SKIPS_SILENTLY) {
        return begin(new EventLog.Bounds(bounds.epoch(), lost, bounds.newest()));
      }
    }
    List<Stored> next = store.above(place, most);
    return next.isEmpty() ? null : accept(next);
  }

  private long start(EventLog.Bounds bounds) {
    if (after == null || !after.epoch().equals(bounds.epoch())) {
      return bounds.evicted();
    }
    return Math.max(Math.min(after.sequence(), bounds.newest()), bounds.evicted());
  }

  private static Call begin(EventLog.Bounds bounds) {
    return new Call(sink -> sink.begin(bounds), 0, List.of());
  }

  private Call accept(List<Stored> stored) {
    List<PublishedEvent> events = new ArrayList<>(stored.stream().map(Stored::event).toList());
    place = events.get(events.size() - 1).sequence();
    if (store.breach == Breach.UNSORTED) {
      Collections.reverse(events);
    }
    boolean repeats = store.breach == Breach.REPEATS;
    List<PublishedEvent> given = List.copyOf(events);
    return new Call(
        sink -> {
          sink.accept(given);
          if (repeats) {
            sink.accept(given);
          }
        },
        given.size(),
        stored.stream().map(Stored::answer).toList());
  }

  /** By the lock of the store, as what follows. */
  void pass(PublishedEvent.Content content, CompletableFuture<Void> answer) {
    unplaced.add(new Call(sink -> sink.pass(content), 0, List.of(answer)));
  }

  void give(PublishedEvent event) {
    unplaced.add(new Call(sink -> sink.accept(List.of(event)), 0, List.of()));
  }

  void goBack(int events) {
    place = store.below(place, events);
  }

  boolean isBefore(long sequence) {
    return epoch != null && place < sequence;
  }

  /** For any thread; waits for a call that is under way, unless it is that call which closes. */
  void close() {
    if (store.breach == Breach.CALLS_SINK_AFTER_CLOSE) {
      return;
    }
    closed = true;
    calling.lock();
    try {
      store.readings.remove(this);
    } finally {
      calling.unlock();
    }
  }
}
