package io.tidewire.engine;

import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes signals from the loops to the observers, on a thread of their own. */
final class Signals implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Signals.class.getName());
  private static final int CAPACITY = 10_000;

  private final List<HubObserver> observers;
  private final BoundedLog log;
  private final BlockingQueue<HubSignal> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong lost = new AtomicLong();
  private final @Nullable Thread thread;
  private volatile boolean closed;

  Signals(List<HubObserver> observers, ThreadFactory threads, BoundedLog log) {
    this.observers = List.copyOf(observers);
    this.log = log;
    this.thread = observers.isEmpty() ? null : threads.newThread(this::deliver);
    if (thread != null) {
      thread.start();
    }
  }

  boolean areHeard() {
    return thread != null;
  }

  /** Makes and queues a signal, if anybody listens; never waits. */
  void emit(Supplier<HubSignal> signal) {
    if (thread != null && !queue.offer(signal.get())) {
      lost.incrementAndGet();
    }
  }

  private void deliver() {
    try {
      while (!closed) {
        HubSignal signal = queue.take();
        long missed = lost.getAndSet(0);
        if (missed > 0) {
          tell(new HubSignal.SignalsLost(missed));
        }
        tell(signal);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(HubSignal signal) {
    for (HubObserver observer : observers) {
      try {
        observer.observe(signal);
      } catch (Throwable e) {
        String message = "observer " + observer + " failed on " + signal;
        log.log(BoundedLog.Kind.OBSERVER_FAILURE, LOG, message, e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
