package io.tidewire.web;

import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;

/**
 * Locks reentrantly, and records its owner by number. A {@link
 * java.util.concurrent.locks.ReentrantLock} stores a reference to the owning thread each time, and
 * each such store into an old object makes work for the garbage collector (G1's refinement of
 * cards). With a lock per connection and a write to each connection, that was about half as much as
 * everything the loops do outside of the kernel.
 */
final class ReentrantMutex extends AbstractQueuedLongSynchronizer {

  private static final long serialVersionUID = 1L;
  private static final long FREE = 0;

  /** Guarded by the lock itself: a thread without the lock must not even write the same value. */
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
