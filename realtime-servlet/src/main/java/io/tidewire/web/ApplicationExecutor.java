package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.window.Ticker;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Runs the application code of one web application that clients cause. Its threads are bounded, in
 * two halves, so that decisions never wait for work.
 *
 * <p>No method but {@link #close} waits for the application. Whatever depends on a stage runs on a
 * thread of the executor, or on the one that calls {@link #sweep}, and must not block.
 *
 * <h2>How long a call may take</h2>
 *
 * <p>A call that runs for longer than the timeout fails, and its thread is interrupted. It keeps
 * the thread until it returns, so that code which ignores the interrupt never takes more than its
 * half of the threads. A call that waits for a thread for longer than the timeout fails too.
 */
public final class ApplicationExecutor implements AutoCloseable {

  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Half decisions;
  private final Half work;

  /**
   * Creates an executor, whose calls see the class loader of the calling thread's context.
   *
   * @param carrier gives threads, without a bound and without a queue of its own; not closed
   * @param threads how many are taken at most, at least 2
   * @param timeout how long a call may run, and how long it may wait
   * @param context puts what a thread needs around each call, such as a request context
   * @param ticker the clock
   */
  public ApplicationExecutor(
      Executor carrier,
      int threads,
      Duration timeout,
      UnaryOperator<Runnable> context,
      Ticker ticker) {
    UnaryOperator<Runnable> around =
        withClassLoader(Thread.currentThread().getContextClassLoader(), context);
    this.decisions = new Half(carrier, threads - threads / 2, timeout, around, ticker);
    this.work = new Half(carrier, threads / 2, timeout, around, ticker);
  }

  private static UnaryOperator<Runnable> withClassLoader(
      ClassLoader loader, UnaryOperator<Runnable> context) {
    return code ->
        () -> {
          Thread thread = Thread.currentThread();
          ClassLoader before = thread.getContextClassLoader();
          thread.setContextClassLoader(loader);
          try {
            context.apply(code).run();
          } finally {
            thread.setContextClassLoader(before);
          }
        };
  }

  /**
   * Runs code that decides about a client, such as rules.
   *
   * @param <T> what it answers
   * @param question the application's code; may block
   * @return completes with the answer, or fails with what the code throws, with {@link
   *     java.util.concurrent.TimeoutException} if it takes too long, or with {@link
   *     OverloadedException} if it has not run
   * @throws OverloadedException if too many calls wait already, or the executor is closed
   */
  public <T> CompletionStage<T> decide(Callable<T> question) {
    return decisions.submit(question);
  }

  /**
   * Runs code that works for a client, such as an observer.
   *
   * @param <T> what it returns
   * @param task the application's code; may block
   * @return as with {@link #decide}
   * @throws OverloadedException as with {@link #decide}
   */
  public <T> CompletionStage<T> work(Callable<T> task) {
    return work.submit(task);
  }

  /**
   * Runs a short task of the library's own on one of the threads for decisions, none of which ever
   * serves requests. If it finds none in time, it runs where that is found out.
   *
   * @param task must not block; does nothing when it is run again
   */
  void runElsewhere(Runnable task) {
    try {
      var unused =
          decide(Executors.callable(task))
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      task.run();
                    }
                  });
    } catch (OverloadedException e) {
      task.run();
    }
  }

  /** {@return how many calls have taken too long and not returned yet} */
  public int stuck() {
    return decisions.stuck() + work.stuck();
  }

  /** Interrupts and fails the calls that take too long. To be called about once a second. */
  public void sweep() {
    decisions.sweep();
    work.sweep();
  }

  /**
   * Fails the calls that wait, interrupts those that run, and waits up to two seconds for them.
   * Idempotent.
   */
  @Override
  public void close() {
    decisions.close();
    work.close();
    long deadline = System.nanoTime() + CLOSE_NANOS;
    decisions.awaitEnd(deadline);
    work.awaitEnd(deadline);
  }
}
