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

  /**
   * Holds an epoch.
   *
   * @param base the order of its sequence 0
   * @param begin the order of what the log had lost of it when it began
   */
  private record Epoch(String name, long base, long begin) {}

  /** Oldest first; replaced, not changed. */
  private volatile Epoch[] epochs = {};

  /**
   * Returns the order of a sequence of an epoch that is or becomes the present one.
   *
   * @param name the epoch
   * @param sequence the sequence
   * @param newest the newest order of the present epoch: another one follows above it
   * @return the order
   */
  long orderIn(String name, long sequence, long newest) {
    Epoch[] known = epochs;
    if (known.length == 0) {
      return sequence;
    }
    Epoch last = known[known.length - 1];
    return (last.name.equals(name) ? last.base : newest + 1) + sequence;
  }

  /**
   * Goes on with an epoch, which becomes the present one if it is not.
   *
   * @param name the epoch
   * @param sequence up to where the log has lost it
   * @param order the order of that
   */
  void goOn(String name, long sequence, long order) {
    Epoch[] before = epochs;
    if (before.length > 0 && before[before.length - 1].name.equals(name)) {
      return;
    }
    int kept = Math.min(before.length, KEPT - 1);
    Epoch[] after = Arrays.copyOfRange(before, before.length - kept, before.length + 1);
    after[kept] = new Epoch(name, order - sequence, order);
    epochs = after;
  }

  /** {@return the order of a sequence of the present epoch} */
  long order(long sequence) {
    Epoch[] known = epochs;
    return known.length == 0 ? sequence : known[known.length - 1].base + sequence;
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

  /** {@return where the epoch of an order begins: who has come to the order reads nothing below} */
  long beginOf(long order) {
    Epoch[] known = epochs;
    return known.length == 0 ? 0 : Math.min(order, known[indexOf(known, order)].begin);
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
