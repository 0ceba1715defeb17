package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what a log's reading gives, and checks that it is given as {@link EventLog.Sink} says:
 * after a {@link #begin}, in rising order, by one thread at a time.
 */
final class CollectingSink implements EventLog.Sink {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  AutoCloseable reading = () -> {};
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final List<EventLog.Bounds> begins = new ArrayList<>();
  private final List<PublishedEvent> events = new ArrayList<>();
  private final List<PublishedEvent.Content> passed = new ArrayList<>();
  private final AtomicBoolean inside = new AtomicBoolean();
  private final List<String> misuses = new ArrayList<>();
  private long last;

  @Override
  public void begin(EventLog.Bounds bounds) {
    take(
        () -> {
          boolean isSame = !begins.isEmpty() && epoch().equals(bounds.epoch());
          last = isSame ? Math.max(last, bounds.evicted()) : bounds.evicted();
          begins.add(bounds);
        });
  }

  @Override
  public void accept(List<PublishedEvent> given) {
    take(
        () -> {
          check(!given.isEmpty(), "nothing was given");
          check(!begins.isEmpty(), "events came before the beginning");
          for (PublishedEvent event : given) {
            check(event.position().epoch().equals(epoch()), event + " is of a foreign epoch");
            check(event.sequence() > last, event + " does not follow on " + last);
            last = event.sequence();
          }
          events.addAll(given);
        });
  }

  @Override
  public void pass(PublishedEvent.Content content) {
    take(() -> passed.add(content));
  }

  private String epoch() {
    return begins.isEmpty() ? "" : begins.get(begins.size() - 1).epoch();
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      misuses.add(otherwise);
    }
  }

  private void take(Runnable what) {
    boolean alone = inside.compareAndSet(false, true);
    lock.lock();
    try {
      check(alone, "two threads called at once");
      what.run();
      more.signalAll();
    } finally {
      lock.unlock();
      inside.set(false);
    }
  }

  private <T> List<T> copyOf(List<T> list) {
    lock.lock();
    try {
      assertThat(misuses).as("what the log has done wrong").isEmpty();
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

  List<Position> positions() {
    return events().stream().map(PublishedEvent::position).toList();
  }

  /** Waits for so many ephemeral events; there must not be more. */
  List<PublishedEvent.Content> awaitPassed(int count) {
    await(passed, count);
    return copyOf(passed);
  }

  /** Waits for so many events; there must not be more. */
  List<Position> await(int count) {
    await(events, count);
    return positions();
  }

  private void await(List<?> list, int count) {
    lock.lock();
    try {
      long left = PATIENCE;
      while (list.size() < count) {
        assertThat(left).as("waiting for %d, %d came", count, list.size()).isPositive();
        left = more.awaitNanos(left);
      }
      assertThat(list).hasSize(count);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      lock.unlock();
    }
  }
}
