package io.tidewire.carrier;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the calls of the WebSocket API that may block, pings and closes, on a few threads that end
 * when idle. A ping that has waited too long is skipped: the next one of its connection is sent. A
 * close is made however long it has waited; each open session has two at most.
 */
final class BlockingCalls {

  private static final System.Logger LOG = System.getLogger(BlockingCalls.class.getName());
  private static final int THREADS = 4;
  private static final int MOST_PINGS = 100_000;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ScheduledThreadPoolExecutor executor;
  private final AtomicInteger pings = new AtomicInteger();

  /** The pings skipped since they are late, for the log line when they are in time again. */
  private final AtomicInteger unsentPings = new AtomicInteger();

  /**
   * Creates the calls; the first thread starts with the first call.
   *
   * @param threads creates the threads
   */
  BlockingCalls(ThreadFactory threads) {
    executor = new ScheduledThreadPoolExecutor(THREADS, threads);
    executor.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Makes a call that may block. */
  @FunctionalInterface
  interface Call {

    /**
     * Makes the call.
     *
     * @throws Exception if the API throws it
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
          "pings to WebSockets are late and are skipped: closes of clients that take no bytes occupy"
              + " the threads");
    }
  }

  private void pingsAreInTime() {
    int unsent = unsentPings.get();
    if (unsent > 0 && unsentPings.compareAndSet(unsent, 0)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "pings to WebSockets are in time again; {0} were skipped",
          unsent);
    }
  }

  /**
   * Makes a call after a delay, as soon as a thread is free. Returns false if it certainly will not
   * be made, since the threads have ended.
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
      // The peer is gone, which the connection's owner notices by itself.
      LOG.log(System.Logger.Level.DEBUG, "a call on a WebSocket failed", e);
    } catch (Error e) {
      // The executor would keep it to itself.
      LOG.log(System.Logger.Level.ERROR, "a call on a WebSocket failed", e);
    }
  }

  /** Accepts no more calls, waits for running ones until the deadline, then interrupts them. */
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
