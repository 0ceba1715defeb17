package io.tidewire.engine;

import io.tidewire.CloseReason;
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
 * Passes signals from the loops to the observers, on a thread of their own.
 *
 * <p>At the end, queued signals are still delivered for a time. Those that are not delivered by
 * then are reported as {@link HubSignal.SignalsLost}, and logged if an observer does not return.
 */
final class Signals implements ConnectionListener, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Signals.class.getName());
  private static final int CAPACITY = 10_000;

  /** Wakes the thread so that it checks for the end. */
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
  }

  /** Begins to tell the observers, with what is queued already. */
  void start() {
    if (thread != null) {
      thread.start();
    }
  }

  boolean areHeard() {
    return thread != null;
  }

  /** Creates and queues a signal if there is an observer; never waits, and never throws. */
  void emit(Supplier<HubSignal> signal) {
    if (thread == null) {
      return;
    }
    boolean queued = false;
    try {
      queued = !late && queue.offer(signal.get());
    } catch (Throwable e) {
      // There is no memory for the signal: the observers are told that it is lost.
    }
    if (!queued) {
      lost.incrementAndGet();
    }
  }

  @Override
  public void opened(ClientConnection connection) {
    emit(
        () ->
            new HubSignal.Opened(
                connection.id(), connection.transport(), connection.subscriber().user()));
  }

  @Override
  public void closed(ClientConnection connection, CloseReason reason) {
    emit(() -> new HubSignal.Closed(connection.id(), reason));
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
        // Only a flag ends this thread, when the time that is given at the close is over.
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

  /** Calls the observers; an interrupt that one leaves set does not count. */
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

  /** Waits until the observers have been told what is queued, or the patience is over. */
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
          "an observer does not return and misses the last {0} signals",
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
