package io.tidewire.window;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells how far the followers of a ring are behind, and lets its writer and publishers wait for
 * them. While nobody waits, it costs a loop one read of a field.
 *
 * <p>After a publisher's wait in vain, nobody waits again until a loop has moved: otherwise a stuck
 * loop would delay each publisher, and each event of a transaction, anew.
 */
public final class Backlog {

  /** Limits the delay if a wake-up is missed because the waiter had only just looked. */
  private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(5);

  private final Ring ring;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile long stuckAt = Long.MIN_VALUE;
  private volatile boolean closed;

  Backlog(Ring ring) {
    this.ring = ring;
  }

  /** Adds a follower, which knows its place already. */
  void add(Follower follower) {
    followers.add(follower);
  }

  List<Follower> followers() {
    return followers;
  }

  /**
   * Removes a follower that has ended, so that no publisher waits for it.
   *
   * @param follower the follower
   */
  public void leave(Follower follower) {
    followers.remove(follower);
    progressed();
  }

  /** {@return how many events the slowest follower has not read yet} */
  public long inFlight() {
    return ring.written() - slowestPlace();
  }

  /** {@return the place of the next event that the slowest follower has not read} */
  long slowestPlace() {
    long slowest = ring.written();
    for (Follower follower : followers) {
      slowest = Math.min(slowest, follower.place());
    }
    return slowest;
  }

  /**
   * Waits until the ring has room; only for its writer.
   *
   * @return false if {@link #close} is or was called
   */
  boolean awaitRoom() {
    boolean interrupted = false;
    while (inFlight() >= ring.capacity() && !closed) {
      try {
        boolean unused = awaitUntil(ring.capacity(), System.nanoTime() + LONGEST_NAP);
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
   * Waits until fewer events than a bound are in flight.
   *
   * @param bound the bound
   * @param deadline until when, by {@link System#nanoTime}
   * @return false if they are not by then, or if a wait has failed and no loop has moved since
   */
  public boolean awaitBelow(long bound, long deadline) {
    if (inFlight() < bound) {
      return true;
    }
    if (slowestPlace() == stuckAt) {
      return false;
    }
    try {
      boolean hasRoom = awaitUntil(bound, deadline);
      if (!hasRoom) {
        stuckAt = slowestPlace();
      }
      return hasRoom;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean awaitUntil(long bound, long deadline) throws InterruptedException {
    lock.lock();
    waiting.incrementAndGet();
    try {
      while (inFlight() >= bound) {
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

  /** Called when a follower has made progress. */
  public void progressed() {
    if (waiting.get() > 0) {
      lock.lock();
      try {
        progress.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Ends all waiting: no follower will make progress any more. */
  public void close() {
    closed = true;
    progressed();
  }
}
