package io.tidewire.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What other threads want a loop to do, in their order.
 *
 * <p>Once the loop has ended, each task runs at once, on the thread that adds it or on one that is
 * running others just then, one at a time: goodbyes and promises are still kept.
 */
final class Tasks {

  private final Faults faults;
  private final Queue<Task> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean runningLate = new AtomicBoolean();
  private volatile boolean ended;

  /** Something to do, and the connection that answers for its faults, if one does. */
  private record Task(@Nullable Connection connection, Runnable action) {}

  Tasks(Faults faults) {
    this.faults = faults;
  }

  /** Adds a task; by any thread. */
  void add(@Nullable Connection connection, Runnable action) {
    queue.add(new Task(connection, action));
    if (ended) {
      runLate();
    }
  }

  /** By any thread. */
  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** How many wait; counts them one by one. */
  int size() {
    return queue.size();
  }

  /** Runs the next; false if there is none. By the loop's thread. */
  boolean runNext() {
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
      faults.handle(task.connection, e);
    }
  }

  /** Runs all that waits. The loop's thread goes after that. */
  void end() {
    ended = true;
    runLate();
  }

  boolean haveEnded() {
    return ended;
  }

  /** Whoever comes while another runs leaves its task to that one, which looks again at its end. */
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
