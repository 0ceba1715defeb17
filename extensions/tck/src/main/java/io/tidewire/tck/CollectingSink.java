package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a log's reading gives, and checks that it is given as {@link EventLog.Sink} says:
 * after a {@link #begin}, in rising order, by one thread at a time, until the reading is closed.
 */
final class CollectingSink implements EventLog.Sink {

  /** What a reading was told to be lost: all above a sequence, up to another. */
  private record Lost(long above, long upTo) {}

  private static final String MISUSES = "what the log has done wrong to a reading";

  private final Patience patience;
  private final Consumer<List<PublishedEvent>> afterwards;
  private final AtomicBoolean inside = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();

  // By the lock.
  private final List<EventLog.Bounds> begins = new ArrayList<>();
  private final List<PublishedEvent> events = new ArrayList<>();
  private final List<PublishedEvent.Content> passed = new ArrayList<>();
  private final List<Lost> lost = new ArrayList<>();
  private final List<String> misuses = new ArrayList<>();
  private @Nullable AutoCloseable reading;
  private boolean closed;
  private long last;

  /**
   * Keeps what it is given.
   *
   * @param afterwards what it does with events at the end of each call, such as failing
   */
  CollectingSink(Patience patience, Consumer<List<PublishedEvent>> afterwards) {
    this.patience = patience;
    this.afterwards = afterwards;
  }

  /** Reads a log. */
  CollectingSink read(EventLog log, @Nullable Position after) {
    AutoCloseable opened = patience.returns("tail()", () -> log.tail(after, this));
    assertThat(opened).as("what tail() returned, which closes the reading").isNotNull();
    lock.lock();
    try {
      reading = opened;
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Closes the reading; from then on no call is right. */
  void close() {
    AutoCloseable open;
    lock.lock();
    try {
      open = reading;
    } finally {
      lock.unlock();
    }
    if (open == null) {
      throw new AssertionError("a reading is closed before tail() has returned it");
    }
    try {
      open.close();
    } catch (Exception e) {
      // Declared by AutoCloseable; a log may throw nothing there.
      throw new AssertionError("closing a reading threw " + e, e);
    }
    isOver();
  }

  /** The reading, or its log, is closed: from now on no call is right. */
  void isOver() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void begin(EventLog.Bounds bounds) {
    take(
        () -> {
          if (!bounds.epoch().equals(epoch())) {
            lost.clear();
            last = 0;
          }
          if (bounds.evicted() > last) {
            lost.add(new Lost(last, bounds.evicted()));
            last = bounds.evicted();
          }
          begins.add(bounds);
        },
        List.of());
  }

  @Override
  public void accept(List<PublishedEvent> given) {
    take(
        () -> {
          check(!given.isEmpty(), "accept() gave no event at all");
          check(!begins.isEmpty(), "accept() was called before the first begin()");
          given.forEach(this::check);
          events.addAll(given);
        },
        given);
  }

  private void check(PublishedEvent event) {
    check(
        begins.isEmpty() || event.position().epoch().equals(epoch()),
        "accept() gave " + event.position() + " in the epoch that begin() called " + epoch());
    check(
        event.sequence() > last,
        "accept() gave %s behind %d: twice, out of order, or evicted, says begin()"
            .formatted(event.position(), last));
    last = event.sequence();
  }

  @Override
  public void pass(PublishedEvent.Content content) {
    take(
        () -> {
          check(!begins.isEmpty(), "pass() was called before the first begin()");
          passed.add(content);
        },
        List.of());
  }

  private String epoch() {
    return begins.isEmpty() ? "" : begins.get(begins.size() - 1).epoch();
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      misuses.add(otherwise);
    }
  }

  private void take(Runnable what, List<PublishedEvent> given) {
    boolean alone = inside.compareAndSet(false, true);
    try {
      lock.lock();
      try {
        check(alone, "the sink was called by two threads at once");
        check(!closed, "the sink was called after its reading was closed");
        what.run();
        more.signalAll();
      } finally {
        lock.unlock();
      }
      if (!given.isEmpty()) {
        afterwards.accept(given);
      }
    } finally {
      inside.set(false);
    }
  }

  private <T> List<T> copyOf(List<T> list) {
    lock.lock();
    try {
      assertThat(misuses).as(MISUSES).isEmpty();
      return List.copyOf(list);
    } finally {
      lock.unlock();
    }
  }

  List<EventLog.Bounds> begins() {
    return copyOf(begins);
  }

  List<PublishedEvent> events() {
    return copyOf(events);
  }

  List<PublishedEvent.Content> contents() {
    return events().stream().map(PublishedEvent::content).toList();
  }

  List<Position> positions() {
    return events().stream().map(PublishedEvent::position).toList();
  }

  List<PublishedEvent.Content> passed() {
    return copyOf(passed);
  }

  /** {@return what of these positions the reading was not told to be lost} */
  List<Position> notLost(List<Position> positions) {
    List<Lost> told = copyOf(lost);
    return positions.stream()
        .filter(
            position ->
                told.stream()
                    .noneMatch(
                        one -> position.sequence() > one.above && position.sequence() <= one.upTo))
        .toList();
  }

  /** Waits for the first begin. */
  EventLog.Bounds awaitBegin() {
    await("begin() of a reading", () -> !begins.isEmpty());
    return begins().get(0);
  }

  /** Waits for so many events; there must not be more. */
  List<Position> await(int count) {
    await(count + " events", () -> events.size() >= count);
    assertThat(positions()).as("the events that a reading was given").hasSize(count);
    return positions();
  }

  /** Waits until an event was given, or told to be lost. */
  void await(Position position) {
    await(
        position + ", or begin() for its loss",
        () -> epoch().equals(position.epoch()) && last >= position.sequence());
  }

  /** Waits for an ephemeral event. */
  void await(PublishedEvent.Content ephemeral) {
    await("pass() with " + ephemeral.payload().text(), () -> passed.contains(ephemeral));
  }

  private void await(String what, BooleanSupplier came) {
    lock.lock();
    try {
      long left = patience.time().toNanos();
      while (!came.getAsBoolean() && misuses.isEmpty()) {
        assertThat(left).as(() -> missing(what)).isPositive();
        left = more.awaitNanos(left);
      }
      assertThat(misuses).as(MISUSES).isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  private String missing(String what) {
    return "within %s a reading was not given %s; it was given %s, and begin() with %s"
        .formatted(
            patience.time(), what, events.stream().map(PublishedEvent::position).toList(), begins);
  }
}
