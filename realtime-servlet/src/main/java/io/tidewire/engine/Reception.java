package io.tidewire.engine;

import java.time.Duration;

/**
 * Counts the bytes that are kept of one client's message while that is not whole, and since when.
 * Thread-safe: the container's threads count, the loop looks at the time and ends it.
 */
final class Reception {

  private static final long NEVER = Long.MAX_VALUE;

  private final NodeLimits limits;
  private final long address;

  // Guarded by this.
  private int kept;
  private long since = NEVER;
  private boolean over;

  /**
   * @param address where the client is, see {@link io.tidewire.limits.AddressKey}
   */
  Reception(NodeLimits limits, long address) {
    this.limits = limits;
    this.address = address;
  }

  /**
   * Notes how many bytes are kept now.
   *
   * @return false if that is too many for this node; then no more than before are noted
   */
  synchronized boolean keeps(int bytes, long now) {
    int more = over ? 0 : bytes - kept;
    if (more > 0 && !limits.mayReceive(address, more)) {
      return false;
    }
    if (more < 0) {
      limits.received(address, -more);
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
    limits.received(address, kept);
    kept = 0;
    since = NEVER;
  }
}
