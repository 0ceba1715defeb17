package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what a log must do, and says what it has not done.
 *
 * @param time how long it waits at most
 */
record Patience(Duration time) {

  private static final long PAUSE_NANOS = 100_000;

  /** Waits for the answer to a call, which must not be a failure. */
  <T> T answer(String call, CompletionStage<T> stage) {
    assertThat(stage).as("the stage that %s returned", call).isNotNull();
    try {
      return get(call + " was not answered", stage.toCompletableFuture());
    } catch (ExecutionException e) {
      throw new AssertionError(call + " failed: " + e.getCause(), e.getCause());
    }
  }

  /** Waits until a call is answered or has failed. */
  <T> boolean isAnswered(String call, CompletionStage<T> stage) {
    assertThat(stage).as("the stage that %s returned", call).isNotNull();
    try {
      get(call + " was neither answered nor did it fail", stage.toCompletableFuture());
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Waits for a call to fail, by throwing or by its stage. */
  void failure(String call, Supplier<? extends CompletionStage<?>> what) {
    CompletionStage<?> stage;
    try {
      stage = what.get();
    } catch (RuntimeException e) {
      // Any exception is a failure, which is what is wanted.
      return;
    }
    assertThat(isAnswered(call, stage)).as("%s was answered, but must fail", call).isFalse();
  }

  /** Makes a call that must return although something else stands still. */
  <T> T returns(String call, Callable<T> what) {
    FutureTask<T> task = new FutureTask<>(what);
    start(task);
    try {
      return get(call + " has not returned", task);
    } catch (ExecutionException e) {
      throw new AssertionError(call + " threw " + e.getCause(), e.getCause());
    }
  }

  /** Does several things at once, and gives what has come of each. */
  <T> List<T> atOnce(List<Callable<T>> work) {
    List<FutureTask<T>> tasks = work.stream().map(FutureTask::new).toList();
    tasks.forEach(Patience::start);
    List<T> results = new ArrayList<>();
    for (FutureTask<T> task : tasks) {
      try {
        results.add(get("what runs beside others has not ended", task));
      } catch (ExecutionException e) {
        throw new AssertionError("beside others: " + e.getCause(), e.getCause());
      }
    }
    return results;
  }

  /** Runs something beside the test. */
  static void start(Runnable task) {
    Thread thread = new Thread(task, "tck");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until something holds. */
  void until(Supplier<String> what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline)
          .as(() -> "within " + time + " this did not come: " + what.get())
          .isNegative();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Waits within the call of a sink, which must never fail for it. */
  static void hold(CompletableFuture<?> until) {
    until.handle((value, failure) -> true).join();
  }

  private <T> T get(String otherwise, Future<T> future) throws ExecutionException {
    try {
      return future.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(otherwise + " within " + time, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
