package io.tidewire;

import java.util.Objects;

/**
 * A place in a hub's order, written {@code <epoch>-<sequence>}, for example {@code m3k9x-1042};
 * safe in a header, a URL and JSON. Within one epoch, sequences compare as numbers; between epochs
 * nothing can be said.
 *
 * @param epoch names one life of the log: 1 to 32 of {@code A-Z a-z 0-9}
 * @param sequence the place in it, 0 to {@link #MAX_SEQUENCE}; 0 stands before the first event
 */
public record Position(String epoch, long sequence) {

  /** The highest sequence, 2<sup>53</sup>-1: browsers compare sequences as numbers. */
  public static final long MAX_SEQUENCE = (1L << 53) - 1;

  private static final int MAX_EPOCH_LENGTH = 32;
  private static final int MAX_SEQUENCE_DIGITS = 16;

  /**
   * Checks both parts.
   *
   * @param epoch the life of the log
   * @param sequence the place in it
   * @throws IllegalArgumentException if the epoch is malformed or the sequence out of range
   */
  public Position {
    if (!isEpoch(Objects.requireNonNull(epoch, "epoch"))) {
      throw malformed(epoch + "-" + sequence);
    }
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence " + sequence + " is negative");
    }
    if (sequence > MAX_SEQUENCE) {
      throw new IllegalArgumentException("sequence " + sequence + " is above 2^53-1");
    }
  }

  /**
   * Reads a position.
   *
   * @param text what {@link #toString()} gave
   * @return the position
   * @throws IllegalArgumentException if it is malformed, or its sequence is out of range
   */
  public static Position parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0 || !isEpoch(text.substring(0, dash)) || !isSequence(text.substring(dash + 1))) {
      throw malformed(text);
    }
    return new Position(text.substring(0, dash), Long.parseLong(text.substring(dash + 1)));
  }

  private static boolean isEpoch(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_EPOCH_LENGTH
        && text.chars().allMatch(Position::isLetterOrDigit);
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isSequence(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_SEQUENCE_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "cursor '" + Segments.printable(text) + "' is not <epoch>-<sequence>");
  }

  // Written out: on JDK 17 a generated one is kept by the JDK, and its class loader with it.
  @Override
  public boolean equals(Object other) {
    return other instanceof Position that && sequence == that.sequence && epoch.equals(that.epoch);
  }

  @Override
  public int hashCode() {
    return Objects.hash(epoch, sequence);
  }

  @Override
  public String toString() {
    return epoch + "-" + sequence;
  }
}
