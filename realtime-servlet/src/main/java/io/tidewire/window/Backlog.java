package io.tidewire.window;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Lets publishers wait for the loops. While nobody waits, it costs a loop one read of a field.
 *
 * <p>After a wait in vain, nobody waits again until a loop has moved: otherwise a stuck loop would
 * delay each publisher, and each event of a transaction, anew.
 */
final class Backlog {

  /** Limits the delay if a wake-up is missed because the waiter had only just looked. */
  private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile long stuckAt = Long.MIN_VALUE;
  private volatile boolean closed;

  /** Waits until there is room; returns false if {@link #close} is or was called. */
  boolean awaitBelow(long bound, LongSupplier inFlight) {
    boolean interrupted = false;
    while (inFlight.getAsLong() >= bound && !closed) {
      try {
        boolean unused = awaitUntil(bound, inFlight, System.nanoTime() + LONGEST_NAP);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !closed;
  }

  /**
   * Waits until there is room.
   *
   * @param slowest how far the slowest loop has read
   * @param deadline until when, by {@link System#nanoTime}
   * @return false if there is no room by then, or if a wait has failed and no loop has moved since
   */
  boolean awaitBelow(long bound, LongSupplier inFlight, LongSupplier slowest, long deadline) {
    if (slowest.getAsLong() == stuckAt) {
      return inFlight.getAsLong() < bound;
    }
    try {
      boolean hasRoom = awaitUntil(bound, inFlight, deadline);
      if (!hasRoom) {
        stuckAt = slowest.getAsLong();
      }
      return hasRoom;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean awaitUntil(long bound, LongSupplier inFlight, long deadline)
      throws InterruptedException {
    lock.lock();
    waiting.incrementAndGet();
    try {
      while (inFlight.getAsLong() >= bound) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || closed) {
          return false;
        }
        long unused = progress.awaitNanos(Math.min(left, LONGEST_NAP));
      }
      return true;
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }

  /** Called when a loop has made progress. */
  void progressed() {
    if (waiting.get() > 0) {
      lock.lock();
      try {
        progress.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Ends all waiting: no loop will make progress any more. */
  void close() {
    closed = true;
    progressed();
  }
}
