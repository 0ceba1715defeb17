package io.tidewire.engine;

import io.tidewire.window.Ticker;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Queues what other threads want a loop to do, in order.
 *
 * <p>After the loop has ended, each task runs at once, on the thread that adds it or on one that is
 * running another at that moment, one at a time: so connections still end and stages complete.
 */
final class Tasks {

  private final Ticker ticker;
  private final Faults faults;
  private final BooleanSupplier brokenOff;
  private final Queue<Task> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean runningLate = new AtomicBoolean();
  private volatile boolean ended;

  /** Holds an action and the connection that its fault ends, if any. */
  private record Task(@Nullable Connection connection, Runnable action) {}

  /**
   * @param brokenOff whether no task may run, since an error has interrupted the loop's turn
   */
  Tasks(Ticker ticker, Faults faults, BooleanSupplier brokenOff) {
    this.ticker = ticker;
    this.faults = faults;
    this.brokenOff = brokenOff;
  }

  /** Adds a task. Any thread may call this. */
  void add(@Nullable Connection connection, Runnable action) {
    queue.add(new Task(connection, action));
    if (ended) {
      runLate();
    }
  }

  /** Tells whether no task waits. Any thread may call this. */
  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Counts the waiting tasks one by one, for tests. */
  int size() {
    return queue.size();
  }

  /**
   * Runs tasks, until the slice of the turn is over; returns false if there were none. Called by
   * the loop's thread.
   */
  boolean run() {
    if (brokenOff.getAsBoolean() || !runNext()) {
      return false;
    }
    long end = ticker.millis() + TurnState.SLICE_MILLIS;
    boolean more = true;
    while (more && !brokenOff.getAsBoolean() && ticker.millis() < end) {
      more = runNext();
    }
    return true;
  }

  private boolean runNext() {
    Task task = queue.poll();
    if (task != null) {
      run(task);
    }
    return task != null;
  }

  private void run(Task task) {
    try {
      task.action.run();
    } catch (Throwable e) {
      // Ends the connection that the task is for, and not the loop.
      faults.handle(task.connection, e);
    }
  }

  /** Runs all waiting tasks, before the loop's thread ends. */
  void end() {
    ended = true;
    runLate();
  }

  boolean haveEnded() {
    return ended;
  }

  /** Runs tasks; a thread that comes while another runs them leaves its task to that one. */
  private void runLate() {
    while (!queue.isEmpty() && runningLate.compareAndSet(false, true)) {
      try {
        Task task;
        while ((task = queue.poll()) != null) {
          run(task);
        }
      } finally {
        runningLate.set(false);
      }
    }
  }
}
