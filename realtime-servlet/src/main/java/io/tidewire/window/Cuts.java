package io.tidewire.window;

import java.util.TreeSet;

/**
 * Remembers where the log has lost events or begun another epoch. Guarded by the window.
 *
 * <p>A cut lies at the highest order that is lost. Whoever had not come that far when a loop passes
 * it may have lost something, on any topic. That holds for a loop from where it has passed the cut;
 * the marks of topics, which all loops see at once, are left alone.
 */
final class Cuts {

  private final TreeSet<Long> orders = new TreeSet<>();

  /**
   * Adds a cut above all that has come; one that lies even higher is left from an attempt that
   * failed.
   *
   * @param order the highest order that is lost
   * @param passedByAll an order that all loops have reached: of the cuts up to there only the last
   *     is still asked for
   */
  void add(long order, long passedByAll) {
    Long last = orders.floor(passedByAll);
    if (last != null) {
      orders.headSet(last).clear();
    }
    orders.tailSet(order).clear();
    orders.add(order);
  }

  /**
   * Returns the last cut that a loop has passed.
   *
   * @param place where the loop is now
   * @return the order of the cut, 0 if there is none
   */
  long lastUpTo(long place) {
    Long cut = orders.floor(place);
    return cut == null ? 0 : cut;
  }
}
