package io.tidewire.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Finds the running numbers in what a server sends, wherever the pieces are cut. The padding behind
 * a number is skipped unread, all else is shown to a watch.
 */
final class NumberScanner {

  private static final byte[] MARKER = Payloads.MARKER.getBytes(StandardCharsets.US_ASCII);

  private final LongConsumer found;
  private final Watch watch;
  private int matched;
  private boolean inNumber;
  private long number;
  private int skip;

  NumberScanner(LongConsumer found, Watch watch) {
    this.found = found;
    this.watch = watch;
  }

  void scan(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (skip > 0) {
        int skipped = Math.min(skip, to - at);
        skip -= skipped;
        at += skipped;
      } else {
        next(bytes[at++]);
      }
    }
  }

  private void next(byte c) {
    watch.next(c);
    if (inNumber) {
      digit(c);
    } else if (c != MARKER[matched]) {
      matched = c == MARKER[0] ? 1 : 0;
    } else if (++matched == MARKER.length) {
      matched = 0;
      number = 0;
      inNumber = true;
    }
  }

  private void digit(byte c) {
    if (c >= '0' && c <= '9') {
      number = number * 10 + c - '0';
    } else {
      inNumber = false;
      skip = Payloads.REST;
      found.accept(number);
    }
  }
}
