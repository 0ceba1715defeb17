package io.tidewire.metrics;

import io.tidewire.Hub;
import io.tidewire.HubStats;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers of a hub once a second at most, so that all that one look at a registry shows
 * belongs to one reading. Thread-safe.
 */
final class RecentStats {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Hub hub;
  private final LongSupplier nanos;
  private volatile @Nullable Reading last;

  private record Reading(HubStats stats, long at) {}

  /**
   * @param nanos the clock
   */
  RecentStats(Hub hub, LongSupplier nanos) {
    this.hub = hub;
    this.nanos = nanos;
  }

  HubStats get() {
    long now = nanos.getAsLong();
    Reading known = last;
    if (known != null && now - known.at < FRESH_NANOS) {
      return known.stats;
    }
    HubStats read = hub.stats();
    last = new Reading(read, now);
    return read;
  }
}
