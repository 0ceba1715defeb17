package io.tidewire.websocket;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Runs the calls of the WebSocket API that may block: pings and closes. A few threads, which end
 * when idle, and a bounded queue; a call that has waited too long is not made.
 */
final class BlockingCalls {

  private static final System.Logger LOG = System.getLogger(BlockingCalls.class.getName());
  private static final int THREADS = 4;
  private static final int CAPACITY = 100_000;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ScheduledThreadPoolExecutor executor;

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

  /**
   * Makes a call unless it has to wait longer than the deadline; false if it certainly will not.
   */
  boolean submit(Call call, Duration deadline) {
    return submitAfter(Duration.ZERO, call, deadline);
  }

  /** Makes a call after a time, unless it then has to wait longer than the deadline. */
  boolean submitAfter(Duration delay, Call call, Duration deadline) {
    if (executor.getQueue().size() >= CAPACITY) {
      return false;
    }
    long latest = System.nanoTime() + delay.toNanos() + deadline.toNanos();
    try {
      var unused =
          executor.schedule(
              () -> {
                if (System.nanoTime() - latest < 0) {
                  run(call);
                }
              },
              delay.toNanos(),
              TimeUnit.NANOSECONDS);
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
