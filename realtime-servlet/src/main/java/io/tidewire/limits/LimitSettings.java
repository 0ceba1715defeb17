package io.tidewire.limits;

/**
 * Bounds what clients may take of a node.
 *
 * @param inbound messages of one connection that wait for application code
 * @param messages messages of one connection in a second, or {@link #OFF}
 * @param messagesPerUser messages of one user in a second, or {@link #OFF}
 * @param perUser connections of one user, or {@link #OFF}
 * @param perAddress connections of one address, or {@link #OFF}
 * @param connects attempts of one address to connect in a minute, or {@link #OFF}
 */
public record LimitSettings(
    int inbound,
    long messages,
    long messagesPerUser,
    long perUser,
    long perAddress,
    long connects) {

  /** Stands for no limit. */
  public static final long OFF = Long.MAX_VALUE;

  /** {@return the documented defaults} */
  public static LimitSettings defaults() {
    return new LimitSettings(64, 1_000, 2_000, 100, OFF, OFF);
  }
}
