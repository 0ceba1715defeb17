package io.tidewire.websocket;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the calls of the WebSocket API that may block: pings and closes. A few threads, which end
 * when idle, and a bounded queue; a call that has waited too long is not made.
 */
public final class BlockingCalls implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BlockingCalls.class.getName());
  private static final int THREADS = 4;
  private static final int CAPACITY = 100_000;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final ThreadPoolExecutor executor;

  /**
   * Without a thread until the first call.
   *
   * @param threads makes the threads
   */
  public BlockingCalls(ThreadFactory threads) {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(CAPACITY),
            threads);
    executor.allowCoreThreadTimeOut(true);
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
    long latest = System.nanoTime() + deadline.toNanos();
    try {
      executor.execute(
          () -> {
            if (System.nanoTime() - latest < 0) {
              run(call);
            }
          });
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private static void run(Call call) {
    try {
      call.run();
    } catch (Exception e) {
      // The peer is gone, which the connection's owner finds out by itself.
      LOG.log(System.Logger.Level.DEBUG, "a call on a WebSocket failed", e);
    }
  }

  /** Lets queued calls end, for two seconds at most, and takes no more. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
