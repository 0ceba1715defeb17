package io.tidewire.limits;

/**
 * Bounds what one client may ask of a node.
 *
 * @param inbound messages of one connection that wait for application code
 * @param messages messages of one connection in a second, or {@link #OFF}
 */
public record LimitSettings(int inbound, long messages) {

  /** Stands for no limit. */
  public static final long OFF = Long.MAX_VALUE;

  /** {@return the documented defaults} */
  public static LimitSettings defaults() {
    return new LimitSettings(64, 1_000);
  }
}
