package io.tidewire.it.kit;

import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions, each with a deadline that only a failing test ever reaches. */
public final class Await {
  /** Long enough for a loaded machine, short enough for a broken test to end. */
  public static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Await() {}

  /**
   * The future's value.
   *
   * @param what completes the sentence "waited for ..." in the failure
   * @throws AssertionError at the deadline, or when the future failed, with its cause
   */
  public static <T> T result(String what, CompletableFuture<T> future) {
    try {
      return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("waited " + DEADLINE + " for " + what, e);
    } catch (ExecutionException e) {
      throw new AssertionError(what + " failed: " + told(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what, e);
    }
  }

  /** The JDK keeps to itself why an upgrade failed. */
  private static String told(Throwable fault) {
    return fault instanceof WebSocketHandshakeException refused
        ? fault + ": " + refused.getResponse() + ", " + fault.getCause()
        : String.valueOf(fault);
  }

  /**
   * Returns once the condition holds. For conditions that cannot notify anyone (a collected weak
   * reference, a counter behind HTTP); what this kit records notifies by itself.
   *
   * @throws AssertionError at the deadline
   */
  public static void until(String what, BooleanSupplier condition) {
    until(what, Duration.ZERO, condition);
  }

  /**
   * Returns once the condition holds.
   *
   * @param least how long that may take on a machine that is quick enough
   * @throws AssertionError at the deadline, which is that much later
   */
  public static void until(String what, Duration least, BooleanSupplier condition) {
    Duration most = least.plus(DEADLINE);
    long deadline = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited " + most + " for " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
