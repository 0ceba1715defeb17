package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A log that a test calls: waits for each answer, unless the method says otherwise, and fails if it
 * does not come. For any thread.
 *
 * @param tested the log itself
 * @param patience how long it waits
 * @param appended numbers the events, so that no two are equal
 */
record TestedLog(EventLog tested, Patience patience, AtomicInteger appended) {

  /** What readings are given while it is tried whether they hear ephemeral events. */
  static final PublishedEvent.Content PROBE = Contents.ephemeral(-1);

  private static final int AT_ONCE = 100;
  private static final int MOST_KEPT = 20_000;

  TestedLog(EventLog tested, Patience patience) {
    this(tested, patience, new AtomicInteger());
  }

  EventLog.Entry next() {
    return new EventLog.Entry(Contents.plain(String.valueOf(appended.getAndIncrement())), null);
  }

  /** Appends without waiting for the answer. */
  CompletionStage<Position> offer(PublishedEvent.Content content, @Nullable String key) {
    List<CompletionStage<Position>> stages =
        tested.append(List.of(new EventLog.Entry(content, key)));
    assertThat(stages).as("the stages that append() returned for one event").hasSize(1);
    return stages.get(0);
  }

  Position append(PublishedEvent.Content content, @Nullable String key) {
    return patience.answer("append()", offer(content, key));
  }

  Position append(String payload, @Nullable String key) {
    return append(Contents.plain(payload), key);
  }

  Position append() {
    return append(next().content(), null);
  }

  /** Appends one event after the other. */
  List<Position> append(int count) {
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      positions.add(append());
    }
    return positions;
  }

  /** Appends events by one call. */
  List<Position> append(List<EventLog.Entry> entries) {
    List<CompletionStage<Position>> stages = tested.append(entries);
    assertThat(stages).as("the stages that append() returned").hasSize(entries.size());
    return stages.stream().map(stage -> patience.answer("append()", stage)).toList();
  }

  /** Appends until it succeeds, after a store was away; what fails may be stored all the same. */
  Position appendInTheEnd() {
    List<Position> stored = new ArrayList<>();
    patience.until(
        () -> "append() succeeds when the store is back",
        () -> {
          CompletionStage<Position> stage = offer(next().content(), null);
          return patience.isAnswered("append()", stage)
              && stored.add(stage.toCompletableFuture().join());
        });
    return stored.get(0);
  }

  /** Appends until something above a sequence is evicted; aborts the test if nothing ever is. */
  List<Position> appendUntilEvicted(long above) {
    List<Position> all = new ArrayList<>();
    while (bounds().evicted() <= above) {
      assumeTrue(all.size() < MOST_KEPT, "the log keeps more than " + MOST_KEPT + " events");
      all.addAll(append(Stream.generate(this::next).limit(AT_ONCE).toList()));
    }
    return all;
  }

  EventLog.Bounds bounds() {
    return patience.answer("bounds()", tested.bounds());
  }

  Position newest() {
    EventLog.Bounds bounds = bounds();
    return new Position(bounds.epoch(), bounds.newest());
  }

  void pass(PublishedEvent.Content content) {
    patience.answer("pass()", tested.pass(content));
  }

  /** Passes an event again and again: what is passed while a reading begins may be lost. */
  void passUntilHeard(CollectingSink... sinks) {
    for (CollectingSink sink : sinks) {
      sink.awaitBegin();
      patience.until(
          () -> "a reading that has begun is given what pass() was called with",
          () -> {
            pass(PROBE);
            return sink.passed().contains(PROBE);
          });
    }
  }

  CollectingSink tail(@Nullable Position after) {
    return tail(after, events -> {});
  }

  /** Reads, and does something with events at the end of each call. */
  CollectingSink tail(@Nullable Position after, Consumer<List<PublishedEvent>> afterwards) {
    return new CollectingSink(patience, afterwards).read(tested, after);
  }

  void close() {
    tested.close();
  }
}
