package io.tidewire.window;

import io.tidewire.wire.SharedEvent;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Holds the events on their way from the log to the loops, in log order. One thread writes, and
 * each loop reads at its own place, without a lock.
 *
 * <p>The writer never overwrites what a loop has not read: it asks for room first. A slot is
 * emptied when all loops have passed it, so an ephemeral event is kept no longer than that.
 */
final class Ring {

  private final AtomicReferenceArray<@Nullable SharedEvent> slots;
  private final AtomicLongArray writtenAt;
  private final int mask;
  private volatile long written;
  private long emptied;

  Ring(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
    }
    this.slots = new AtomicReferenceArray<>(capacity);
    this.writtenAt = new AtomicLongArray(capacity);
    this.mask = capacity - 1;
  }

  int capacity() {
    return mask + 1;
  }

  /** {@return how many events were ever written, which is the place after the newest} */
  long written() {
    return written;
  }

  /** Adds an event; only for the writer, which has made sure that there is room. */
  void write(SharedEvent event, long now) {
    long at = written;
    writtenAt.lazySet((int) at & mask, now);
    slots.lazySet((int) at & mask, event);
    written = at + 1;
  }

  /** {@return the event at a place below {@link #written()} that not all loops have passed} */
  SharedEvent get(long place) {
    SharedEvent event = slots.get((int) place & mask);
    if (event == null) {
      throw new IllegalStateException("place " + place + " has been emptied");
    }
    return event;
  }

  /** {@return when the event at a place was written; undefined once all loops have passed it} */
  long writtenAt(long place) {
    return writtenAt.get((int) place & mask);
  }

  /** Empties the slots that all loops have passed; only for the writer. */
  void emptyBelow(long place) {
    while (emptied < place) {
      slots.lazySet((int) emptied & mask, null);
      emptied++;
    }
  }
}
