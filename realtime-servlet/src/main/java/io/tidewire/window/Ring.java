package io.tidewire.window;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Holds the events and cuts on their way from the log to the loops, in log order. One thread
 * writes, and each loop reads at its own place, without a lock.
 *
 * <p>The writer never overwrites what a loop has not read: it asks for room first. A slot is
 * emptied when all loops have passed it, so an ephemeral event is kept no longer than that.
 */
final class Ring {

  private final AtomicReferenceArray<@Nullable RingEntry> slots;
  private final int mask;
  private volatile long written;

  // By the writer alone.
  private long emptied;
  private long passedByAll;

  Ring(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
    }
    this.slots = new AtomicReferenceArray<>(capacity);
    this.mask = capacity - 1;
  }

  int capacity() {
    return mask + 1;
  }

  /** {@return how many entries were ever written, which is the place after the newest} */
  long written() {
    return written;
  }

  /**
   * Adds an entry; only for the writer, which has made sure that there is room. Allocates nothing.
   */
  void write(RingEntry entry) {
    long at = written;
    slots.lazySet((int) at & mask, entry);
    written = at + 1;
  }

  /** {@return the entry at a place below {@link #written()} that not all loops have passed} */
  RingEntry get(long place) {
    RingEntry entry = slots.get((int) place & mask);
    if (entry == null) {
      throw new IllegalStateException("place " + place + " has been emptied");
    }
    return entry;
  }

  /** {@return when the entry at a place was written; undefined once all loops have passed it} */
  long writtenAt(long place) {
    RingEntry entry = slots.get((int) place & mask);
    return entry == null ? 0 : entry.writtenAt();
  }

  /** Empties the slots that all loops have passed; only for the writer. */
  void emptyBelow(long place) {
    while (emptied < place) {
      passedByAll = get(emptied).order();
      slots.lazySet((int) emptied & mask, null);
      emptied++;
    }
  }

  /** {@return an order that all loops have reached; only for the writer} */
  long passedByAll() {
    return passedByAll;
  }
}
