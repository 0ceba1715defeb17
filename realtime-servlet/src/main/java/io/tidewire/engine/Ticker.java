package io.tidewire.engine;

import java.util.concurrent.TimeUnit;

/** A clock for durations: it never jumps, and says nothing about the time of day. */
@FunctionalInterface
public interface Ticker {

  /**
   * Reads the clock.
   *
   * @return milliseconds since some fixed moment, never falling
   */
  long millis();

  /**
   * The machine's monotonic clock.
   *
   * @return a ticker that begins near 0
   */
  static Ticker system() {
    long start = System.nanoTime();
    return () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
