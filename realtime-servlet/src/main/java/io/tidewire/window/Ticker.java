package io.tidewire.window;

import java.util.concurrent.TimeUnit;

/** Measures durations: never jumps, and does not tell the time of day. */
@FunctionalInterface
public interface Ticker {

  /**
   * Reads the clock.
   *
   * @return milliseconds since some fixed moment, never decreasing
   */
  long millis();

  /**
   * Returns the machine's monotonic clock.
   *
   * @return a ticker that begins near 0
   */
  static Ticker system() {
    long start = System.nanoTime();
    return () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
