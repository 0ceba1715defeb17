package io.tidewire.it.kit;

/**
 * A place in a hub's order, as the contract writes it.
 *
 * @param epoch one life of the log
 * @param sequence comparable within the epoch
 */
public record Cursor(String epoch, long sequence) {

  /**
   * Reads {@code <epoch>-<sequence>}.
   *
   * @throws AssertionError if it is anything else
   */
  public static Cursor parse(String text) {
    int dash = text.lastIndexOf('-');
    if (dash < 1 || !text.substring(dash + 1).matches("\\d{1,19}")) {
      throw new AssertionError("not a cursor: '" + text + "'");
    }
    return new Cursor(text.substring(0, dash), Long.parseLong(text.substring(dash + 1)));
  }

  /**
   * Whether this lies after the other.
   *
   * @throws AssertionError across epochs, where a client may not compare
   */
  public boolean isAbove(Cursor other) {
    if (!epoch.equals(other.epoch)) {
      throw new AssertionError(
          this + " is of another epoch than " + other + ", and no gap said so");
    }
    return sequence > other.sequence;
  }

  @Override
  public String toString() {
    return epoch + "-" + sequence;
  }
}
