package io.tidewire.engine;

import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes signals from the loops to the observers, on a thread of their own.
 *
 * <p>At the end what is queued is still delivered, for a time. What is not delivered by then is
 * told as {@link HubSignal.SignalsLost}, and to the log where an observer does not even return for
 * that.
 */
final class Signals implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Signals.class.getName());
  private static final int CAPACITY = 10_000;

  /** Wakes the thread when it is to look for the end. */
  private static final HubSignal END = new HubSignal.SignalsLost(0);

  private final List<HubObserver> observers;
  private final BoundedLog log;
  private final Duration patience;
  private final BlockingQueue<HubSignal> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong lost = new AtomicLong();
  private final @Nullable Thread thread;
  private volatile boolean closing;
  private volatile boolean late;

  /**
   * @param patience how long the observers may take at the end
   */
  Signals(List<HubObserver> observers, ThreadFactory threads, BoundedLog log, Duration patience) {
    this.observers = List.copyOf(observers);
    this.log = log;
    this.patience = patience;
    this.thread = observers.isEmpty() ? null : threads.newThread(this::deliver);
    if (thread != null) {
      thread.start();
    }
  }

  boolean areHeard() {
    return thread != null;
  }

  /** Makes and queues a signal, if anybody listens; never waits, and never throws. */
  void emit(Supplier<HubSignal> signal) {
    if (thread == null) {
      return;
    }
    boolean queued = false;
    try {
      queued = !late && queue.offer(signal.get());
    } catch (Throwable e) {
      // As when there is no memory for it; the observers are told that it is lost.
    }
    if (!queued) {
      lost.incrementAndGet();
    }
  }

  private void deliver() {
    while (!late && !(closing && queue.isEmpty())) {
      try {
        HubSignal signal = queue.take();
        tellLost();
        if (signal != END) {
          tell(signal);
        }
      } catch (InterruptedException e) {
        // Only the end of the time that is given at the close counts, and that is a flag.
      }
    }
    late = true;
    lost.addAndGet(drain());
    tellLost();
  }

  private void tellLost() {
    long missed = lost.getAndSet(0);
    if (missed > 0) {
      tell(new HubSignal.SignalsLost(missed));
    }
  }

  private int drain() {
    int drained = 0;
    HubSignal signal;
    while ((signal = queue.poll()) != null) {
      drained += signal == END ? 0 : 1;
    }
    return drained;
  }

  /** An interrupt that an observer has left standing is its own affair. */
  private void tell(HubSignal signal) {
    for (HubObserver observer : observers) {
      try {
        observer.observe(signal);
      } catch (Throwable e) {
        String message = "observer " + observer + " failed on " + signal;
        log.log(BoundedLog.Kind.OBSERVER_FAILURE, LOG, message, e);
      } finally {
        boolean unused = Thread.interrupted();
      }
    }
  }

  /** Lets the observers hear what is queued, for as long as that takes or its patience lasts. */
  @Override
  public void close() {
    if (thread == null || closing) {
      return;
    }
    closing = true;
    boolean unused = queue.offer(END);
    // An observer that closes the hub does not wait for itself.
    if (thread == Thread.currentThread() || hasEnded(thread)) {
      return;
    }
    late = true;
    thread.interrupt();
    if (!hasEnded(thread)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "an observer does not return, and does not hear the last {0} signals",
          lost.get() + drain());
    }
  }

  private boolean hasEnded(Thread other) {
    try {
      other.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !other.isAlive();
  }
}
