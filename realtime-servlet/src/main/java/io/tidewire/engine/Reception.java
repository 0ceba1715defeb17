package io.tidewire.engine;

import java.time.Duration;

/**
 * Counts the bytes that are kept of one client's message while that is not whole, and since when.
 * Thread-safe: the container's threads count, the loop looks at the time and ends it.
 */
final class Reception {

  private static final long NEVER = Long.MAX_VALUE;

  private final NodeLimits limits;

  // Guarded by this.
  private int kept;
  private long since = NEVER;
  private boolean over;

  Reception(NodeLimits limits) {
    this.limits = limits;
  }

  /**
   * Notes how many bytes are kept now.
   *
   * @return false if that is too many for this node; then no more than before are noted
   */
  synchronized boolean keeps(int bytes, long now) {
    int more = over ? 0 : bytes - kept;
    if (more > 0 && !limits.mayReceive(more)) {
      return false;
    }
    if (more < 0) {
      limits.received(-more);
    }
    kept += more;
    if (kept == 0) {
      since = NEVER;
    } else if (since == NEVER) {
      since = now;
    }
    return true;
  }

  /** {@return whether a message has been arriving for too long} */
  synchronized boolean isOverdue(long now, Duration atMost) {
    return since != NEVER && now - since > atMost.toMillis();
  }

  /** Counts nothing any more. */
  synchronized void end() {
    over = true;
    limits.received(kept);
    kept = 0;
    since = NEVER;
  }
}
