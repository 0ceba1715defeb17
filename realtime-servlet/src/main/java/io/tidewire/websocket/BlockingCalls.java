package io.tidewire.websocket;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the calls of the WebSocket API that may block: pings and closes. A few threads, which end
 * when idle. A ping that has waited too long is not sent: its connection's next one is. A close is
 * made however long it has waited; there are two for each open session at most.
 */
final class BlockingCalls {

  private static final System.Logger LOG = System.getLogger(BlockingCalls.class.getName());
  private static final int THREADS = 4;
  private static final int MOST_PINGS = 100_000;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ScheduledThreadPoolExecutor executor;
  private final AtomicInteger pings = new AtomicInteger();

  /** Of this spell of lateness; told at its end. */
  private final AtomicInteger unsentPings = new AtomicInteger();

  /**
   * Without a thread until the first call.
   *
   * @param threads makes the threads
   */
  BlockingCalls(ThreadFactory threads) {
    executor = new ScheduledThreadPoolExecutor(THREADS, threads);
    executor.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** A call that may block. */
  @FunctionalInterface
  interface Call {

    /**
     * Makes the call.
     *
     * @throws Exception what the API throws
     */
    void run() throws Exception;
  }

  /** Sends a ping, unless it has to wait longer than the deadline. */
  void ping(Call call, Duration deadline) {
    if (pings.incrementAndGet() > MOST_PINGS) {
      pings.decrementAndGet();
      pingIsLate();
      return;
    }
    long latest = System.nanoTime() + deadline.toNanos();
    boolean submitted =
        submitAfter(
            Duration.ZERO,
            () -> {
              pings.decrementAndGet();
              if (System.nanoTime() - latest < 0) {
                pingsAreInTime();
                call.run();
              } else {
                pingIsLate();
              }
            });
    if (!submitted) {
      pings.decrementAndGet();
    }
  }

  private void pingIsLate() {
    if (unsentPings.getAndIncrement() == 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "pings to WebSockets are late and are left out: closes of clients that take no bytes hold"
              + " the threads");
    }
  }

  private void pingsAreInTime() {
    int unsent = unsentPings.get();
    if (unsent > 0 && unsentPings.compareAndSet(unsent, 0)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "pings to WebSockets are in time again; {0} were left out",
          unsent);
    }
  }

  /**
   * Makes a call after a time, as soon as a thread is free; false if it certainly will not, since
   * the threads have gone.
   */
  boolean submitAfter(Duration delay, Call call) {
    try {
      var unused = executor.schedule(() -> run(call), delay.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Makes a call on this thread. */
  static void run(Call call) {
    try {
      call.run();
    } catch (Exception e) {
      // The peer is gone, which the connection's owner finds out by itself.
      LOG.log(System.Logger.Level.DEBUG, "a call on a WebSocket failed", e);
    } catch (Error e) {
      // The executor would keep it to itself.
      LOG.log(System.Logger.Level.ERROR, "a call on a WebSocket failed", e);
    }
  }

  /** Takes no more, lets those that run end until the deadline, and interrupts them then. */
  void close(Duration atMost) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
