package io.tidewire.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Finds what stands between a marker and an end, wherever the pieces are cut. */
final class Capture implements Watch {

  private final byte[] marker;
  private final char end;
  private final Consumer<String> found;
  private final StringBuilder text = new StringBuilder();
  private int matched;

  /**
   * @param marker no part of it may begin like the whole
   */
  Capture(String marker, char end, Consumer<String> found) {
    this.marker = marker.getBytes(StandardCharsets.US_ASCII);
    this.end = end;
    this.found = found;
  }

  @Override
  public void next(byte c) {
    if (matched < marker.length) {
      matched = c == marker[matched] ? matched + 1 : c == marker[0] ? 1 : 0;
    } else if (c == end) {
      matched = 0;
      found.accept(text.toString());
      text.setLength(0);
    } else {
      text.append((char) (c & 0xff));
    }
  }
}
