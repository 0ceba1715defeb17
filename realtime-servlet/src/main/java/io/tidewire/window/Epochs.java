package io.tidewire.window;

import io.tidewire.Position;
import java.util.Arrays;

/**
 * Puts the positions of successive epochs into one order: that of an event is the base of its epoch
 * and its sequence. The first epoch has the base 0, each further one the order after the newest
 * before it. Changed by the log's thread, read by any.
 */
final class Epochs {

  /** How many are known; cursors of earlier ones are of no use, as those of foreign epochs. */
  static final int KEPT = 64;

  private static final long NONE = -1;

  private record Epoch(String name, long base) {}

  /** Oldest first; replaced, not changed. */
  private volatile Epoch[] epochs = {};

  boolean isEmpty() {
    return epochs.length == 0;
  }

  /** Adds the epoch that follows, all of whose events are above an order. */
  void add(String name, long base) {
    Epoch[] before = epochs;
    int kept = Math.min(before.length, KEPT - 1);
    Epoch[] after = Arrays.copyOfRange(before, before.length - kept, before.length + 1);
    after[kept] = new Epoch(name, base);
    epochs = after;
  }

  /** {@return the order of a sequence of the last epoch} */
  long order(long sequence) {
    Epoch[] known = epochs;
    return known[known.length - 1].base + sequence;
  }

  /**
   * Returns the position of an order. One that is ahead of the loop belongs to the epoch that the
   * loop is in.
   *
   * @throws IllegalStateException before the first epoch
   */
  Position position(long order, long loopOrder) {
    Epoch[] known = epochs;
    if (known.length == 0) {
      throw new IllegalStateException("the event log has not been read yet");
    }
    Epoch epoch = known[indexOf(known, Math.min(order, loopOrder))];
    return new Position(epoch.name, Math.max(0, order - epoch.base));
  }

  /** {@return the last epoch that begins at or below an order; the oldest if none does} */
  private static int indexOf(Epoch[] known, long order) {
    int index = known.length - 1;
    while (index > 0 && known[index].base > order) {
      index--;
    }
    return index;
  }

  /**
   * Returns the order of a cursor. One that is beyond all of its epoch does not reach into the
   * next.
   *
   * @param cursor the cursor
   * @param loopOrder where the loop is that asks
   * @return the order; -1 if the epoch is unknown, or was over where the loop is
   */
  long orderOf(Position cursor, long loopOrder) {
    Epoch[] known = epochs;
    if (known.length == 0) {
      return NONE;
    }
    for (int i = known.length - 1; i >= indexOf(known, loopOrder); i--) {
      if (known[i].name.equals(cursor.epoch())) {
        long order = known[i].base + cursor.sequence();
        return i + 1 < known.length ? Math.min(order, known[i + 1].base - 1) : order;
      }
    }
    return NONE;
  }
}
