package io.tidewire.web;

import io.tidewire.window.Ticker;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Calls the application's code once, and tells by a stage what came of it. */
final class Call<T> {

  // Set at construction.
  private final Callable<T> code;
  private final long submitted;
  private final CompletableFuture<T> stage = new CompletableFuture<>();

  // Owned by the thread that runs it.
  private @Nullable T result;
  private @Nullable Throwable failure;

  // Guarded by this.
  private @Nullable Thread thread;
  private long begun;
  private boolean interrupted;
  private boolean overdue;

  Call(Callable<T> code, long now) {
    this.code = code;
    this.submitted = now;
  }

  CompletionStage<T> stage() {
    return stage;
  }

  boolean isOlderThan(long time) {
    return submitted < time;
  }

  /** Runs the code on the calling thread, which is left without an interrupt. */
  void run(Ticker ticker, UnaryOperator<Runnable> context) {
    try {
      begin(ticker.millis());
      context.apply(this::call).run();
    } catch (Throwable e) {
      // What is around the code is of the container.
      failure = failure == null ? e : failure;
    } finally {
      end();
    }
    if (failure == null) {
      stage.complete(result);
    } else {
      stage.completeExceptionally(failure);
    }
  }

  private void call() {
    try {
      result = code.call();
    } catch (Throwable e) {
      // Whatever it is, it is what the stage fails with.
      failure = e;
    }
  }

  private synchronized void begin(long now) {
    thread = Thread.currentThread();
    begun = now;
    if (interrupted) {
      thread.interrupt();
    }
  }

  /** After this nobody interrupts the thread any more, so that no interrupt meets the next call. */
  private void end() {
    synchronized (this) {
      thread = null;
    }
    boolean unused = Thread.interrupted();
  }

  /** Interrupts the code, at its beginning if that is still to come. */
  synchronized void interrupt() {
    interrupted = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Interrupts the code and fails, unless it began later than that or has returned. */
  void endIfBegunBefore(long time, long timeout) {
    synchronized (this) {
      if (thread == null || overdue || begun >= time) {
        return;
      }
      overdue = true;
      thread.interrupt();
    }
    fail(
        new TimeoutException(
            "the application's code has run for longer than realtime.application.timeout="
                + timeout
                + "ms"));
  }

  /** {@return whether it has taken too long, and not returned} */
  synchronized boolean isStuck() {
    return overdue && thread != null;
  }

  /** Fails, whatever the code still comes to. */
  void fail(Exception reason) {
    stage.completeExceptionally(reason);
  }
}
