package io.tidewire.benchmarks.load;

/** The 200 bytes of JSON that a message carries: a running number of ten digits, and padding. */
final class Payloads {

  static final int LENGTH = 200;

  /** The number of the first message; from here on all numbers have ten digits. */
  static final long FIRST = 1_000_000_000L;

  /** What stands before the number, and nowhere else in what a server sends. */
  static final String MARKER = "\"n\":";

  private static final String END = "\"}";
  private static final String MIDDLE = ",\"pad\":\"";
  private static final int DIGITS = 10;
  private static final String PADDING =
      "x".repeat(LENGTH - 1 - MARKER.length() - DIGITS - MIDDLE.length() - END.length());

  /** What follows the number and one more character. */
  static final int REST = MIDDLE.length() - 1 + PADDING.length() + END.length();

  private Payloads() {}

  static String of(long number) {
    return "{" + MARKER + number + MIDDLE + PADDING + END;
  }
}
