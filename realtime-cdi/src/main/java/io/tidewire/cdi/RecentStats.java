package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.HubStats;
import io.tidewire.window.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers of a hub once a second at most, for a registry that asks for each of them by
 * itself: so all that one look at it shows belongs to one reading. Thread-safe.
 */
final class RecentStats {

  private static final long FRESH_MILLIS = 1_000;

  private final Hub hub;
  private final Ticker ticker;
  private volatile @Nullable Reading last;

  private record Reading(HubStats stats, long at) {}

  RecentStats(Hub hub, Ticker ticker) {
    this.hub = hub;
    this.ticker = ticker;
  }

  HubStats get() {
    long now = ticker.millis();
    Reading known = last;
    if (known != null && now - known.at < FRESH_MILLIS) {
      return known.stats;
    }
    HubStats read = hub.stats();
    last = new Reading(read, now);
    return read;
  }
}
