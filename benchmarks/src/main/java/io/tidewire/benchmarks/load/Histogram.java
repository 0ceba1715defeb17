package io.tidewire.benchmarks.load;

import java.time.Duration;

/** Counts durations in steps of less than 1 %, from a microsecond to minutes. */
public final class Histogram {

  private static final int STEPS = 128;
  private static final int SHIFT = 7;
  private static final int POWERS = 30;

  private final long[] counts = new long[STEPS * POWERS];
  private long total;

  /** An empty histogram. */
  public Histogram() {}

  void add(long nanos) {
    counts[index(Math.max(0, nanos / 1_000))]++;
    total++;
  }

  private static int index(long micros) {
    if (micros < STEPS) {
      return (int) micros;
    }
    int power = 63 - Long.numberOfLeadingZeros(micros) - SHIFT;
    return Math.min(POWERS * STEPS - 1, power * STEPS + (int) (micros >> power));
  }

  private static long micros(int index) {
    int power = Math.max(0, index / STEPS - 1);
    return (long) (index - power * STEPS) << power;
  }

  /**
   * A percentile.
   *
   * @param fraction between 0 and 1
   * @return the duration that so many of those counted did not exceed; 0 if none was
   */
  public Duration percentile(double fraction) {
    long rank = (long) Math.ceil(total * fraction);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Duration.ofNanos(micros(i) * 1_000);
      }
    }
    throw new IllegalStateException("counts do not add up to " + total);
  }
}
