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

/** Keeps what a log's reading gives, and checks that it is given by one thread at a time. */
final class CollectingSink implements EventLog.Sink {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  AutoCloseable reading = () -> {};
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final List<PublishedEvent> events = new ArrayList<>();
  private final AtomicBoolean inside = new AtomicBoolean();
  private boolean misused;

  @Override
  public void accept(List<PublishedEvent> given) {
    boolean alone = inside.compareAndSet(false, true);
    lock.lock();
    try {
      misused |= !alone || given.isEmpty();
      events.addAll(given);
      more.signalAll();
    } finally {
      lock.unlock();
      inside.set(false);
    }
  }

  List<PublishedEvent> events() {
    lock.lock();
    try {
      assertThat(misused).as("called by two threads at once, or with nothing").isFalse();
      return List.copyOf(events);
    } finally {
      lock.unlock();
    }
  }

  List<Position> positions() {
    return events().stream().map(PublishedEvent::position).toList();
  }

  /** Waits for so many events; there must not be more. */
  List<Position> await(int count) {
    lock.lock();
    try {
      long left = PATIENCE;
      while (events.size() < count) {
        assertThat(left).as("waiting for %d events, %d came", count, events.size()).isPositive();
        left = more.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      lock.unlock();
    }
    assertThat(positions()).hasSize(count);
    return positions();
  }
}
