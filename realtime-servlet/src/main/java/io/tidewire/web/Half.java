package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.window.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls on a bounded number of threads; those that find none wait in a bounded queue.
 *
 * <p>A runner begins when a call comes and there are fewer runners than threads. It ends when no
 * call waits, in the same moment in which it finds that out, so that no call is left between the
 * two.
 */
final class Half {

  private static final System.Logger LOG = System.getLogger(Half.class.getName());

  /** How many calls may wait. */
  static final int QUEUE = 4_096;

  private final Executor carrier;
  private final int threads;
  private final long timeout;
  private final UnaryOperator<Runnable> context;
  private final Ticker ticker;

  // Guarded by this.
  private final Queue<Call<?>> waiting = new ArrayDeque<>();
  private final Set<Runner> runners = new HashSet<>();
  private boolean closed;

  /** Takes one call after the other, on one thread. */
  private final class Runner implements Runnable {

    /** What it runs, null if it has not begun; guarded by the half. */
    private @Nullable Call<?> call;

    @Override
    public void run() {
      try {
        for (Call<?> next = next(this); next != null; next = next(this)) {
          next.run(ticker, context);
        }
      } finally {
        abandoned(this);
      }
    }
  }

  Half(
      Executor carrier,
      int threads,
      Duration timeout,
      UnaryOperator<Runnable> context,
      Ticker ticker) {
    this.carrier = carrier;
    this.threads = threads;
    this.timeout = timeout.toMillis();
    this.context = context;
    this.ticker = ticker;
  }

  <T> CompletionStage<T> submit(Callable<T> code) {
    Call<T> call = new Call<>(code, ticker.millis());
    Runner starting = add(call);
    if (starting != null) {
      start(starting, call);
    }
    return call.stage();
  }

  /** {@return a runner that is to be started; null if there are enough} */
  private synchronized @Nullable Runner add(Call<?> call) {
    if (closed) {
      throw shuttingDown();
    }
    if (waiting.size() >= QUEUE) {
      throw new OverloadedException(QUEUE + " calls wait for the application's code already");
    }
    Runner runner = runners.size() < threads ? new Runner() : null;
    waiting.add(call);
    if (runner != null) {
      runners.add(runner);
    }
    return runner;
  }

  private static OverloadedException shuttingDown() {
    return new OverloadedException("the application is shutting down");
  }

  /** Starts a runner; if there is no thread, other runners take the call, if there are any. */
  private void start(Runner runner, Call<?> call) {
    try {
      carrier.execute(runner);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "no thread for the application's code", e);
      if (abandoned(runner).contains(call)) {
        throw noThread();
      }
    } catch (Error e) {
      withdraw(call);
      abandoned(runner);
      throw e;
    }
  }

  /** Keeps other runners from a call whose caller is told by an error that it is not made. */
  private synchronized void withdraw(Call<?> call) {
    waiting.remove(call);
  }

  /** Removes a runner that has not ended by itself; fails the calls that nobody would take then. */
  private List<Call<?>> abandoned(Runner runner) {
    List<Call<?>> left = removed(runner);
    left.forEach(call -> call.fail(noThread()));
    return left;
  }

  private static OverloadedException noThread() {
    return new OverloadedException("there is no thread for the application's code");
  }

  private synchronized List<Call<?>> removed(Runner runner) {
    boolean wasThere = runners.remove(runner);
    notifyAll();
    return wasThere && runners.isEmpty() ? drained() : List.of();
  }

  private List<Call<?>> drained() {
    List<Call<?>> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** {@return the next call for a runner, which has ended if there is none} */
  private synchronized @Nullable Call<?> next(Runner runner) {
    runner.call = waiting.poll();
    if (runner.call == null) {
      runners.remove(runner);
      notifyAll();
    }
    return runner.call;
  }

  int stuck() {
    return (int) running().stream().filter(Call::isStuck).count();
  }

  /** First the calls that wait: a thread that is freed does not come to those that are too late. */
  void sweep() {
    long before = ticker.millis() - timeout;
    for (Call<?> call : waitingSince(before)) {
      call.fail(
          new OverloadedException(
              "the application's code has not been called within realtime.application.timeout="
                  + timeout
                  + "ms"));
    }
    for (Call<?> call : running()) {
      call.endIfBegunBefore(before, timeout);
    }
  }

  private synchronized List<Call<?>> running() {
    List<Call<?>> running = new ArrayList<>(runners.size());
    for (Runner runner : runners) {
      if (runner.call != null) {
        running.add(runner.call);
      }
    }
    return running;
  }

  private synchronized List<Call<?>> waitingSince(long before) {
    List<Call<?>> late = new ArrayList<>();
    for (Call<?> next = waiting.peek();
        next != null && next.isOlderThan(before);
        next = waiting.peek()) {
      late.add(waiting.remove());
    }
    return late;
  }

  void close() {
    List<Call<?>> waitingStill;
    synchronized (this) {
      closed = true;
      waitingStill = drained();
    }
    waitingStill.forEach(call -> call.fail(shuttingDown()));
    running().forEach(Call::interrupt);
  }

  /** Waits for the calls under way, and fails those that do not return in time. */
  void awaitEnd(long deadlineNanos) {
    boolean interrupted = false;
    synchronized (this) {
      for (long left = nanosLeft(deadlineNanos);
          left > 0 && !running().isEmpty() && !interrupted;
          left = nanosLeft(deadlineNanos)) {
        try {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    running().forEach(call -> call.fail(shuttingDown()));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static long nanosLeft(long deadlineNanos) {
    return deadlineNanos - System.nanoTime();
  }
}
