package io.tidewire.web;

import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;

/**
 * A reentrant lock that notes who holds it by number. A {@link
 * java.util.concurrent.locks.ReentrantLock} stores a reference to the thread each time, and each
 * such store in an old object is work for the garbage collector (G1's refinement of cards): with a
 * lock per connection and a write to each, about half as much as all that the loops do outside of
 * the kernel.
 */
final class ReentrantMutex extends AbstractQueuedLongSynchronizer {

  private static final long serialVersionUID = 1L;
  private static final long FREE = 0;

  /** Guarded by the lock itself: whoever does not hold it must not even write it back. */
  private int again;

  void lock() {
    acquire(Thread.currentThread().getId());
  }

  void unlock() {
    boolean unused = release(FREE);
  }

  @Override
  protected boolean tryAcquire(long thread) {
    if (compareAndSetState(FREE, thread)) {
      return true;
    }
    if (getState() != thread) {
      return false;
    }
    again++;
    return true;
  }

  @Override
  protected boolean tryRelease(long free) {
    if (again > 0) {
      again--;
      return false;
    }
    setState(free);
    return true;
  }
}
