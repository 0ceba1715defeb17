package io.tidewire.limits;

import java.time.Duration;

/**
 * Bounds what clients may take of a node.
 *
 * @param inbound messages of one connection that wait for application code
 * @param messages messages of one connection in a second, or {@link #OFF}
 * @param messagesPerUser messages of one user in a second, or {@link #OFF}
 * @param perUser connections of one user, or {@link #OFF}
 * @param perAddress connections of one address, or {@link #OFF}
 * @param connects attempts of one address to connect in a minute, or {@link #OFF}
 * @param patterns subscriptions by pattern of one connection
 * @param waiting WebSockets that have not sent anything yet
 * @param firstFrame after which time they must have
 * @param bytes what is kept for clients
 * @param transfers what clients send in chunks
 */
public record LimitSettings(
    int inbound,
    long messages,
    long messagesPerUser,
    long perUser,
    long perAddress,
    long connects,
    int patterns,
    int waiting,
    Duration firstFrame,
    Bytes bytes,
    Transfers transfers) {

  /** Stands for no limit. */
  public static final long OFF = Long.MAX_VALUE;

  /** {@return the documented defaults} */
  public static LimitSettings defaults() {
    return new LimitSettings(
        64,
        1_000,
        2_000,
        100,
        OFF,
        OFF,
        64,
        5_000,
        Duration.ofSeconds(10),
        new Bytes(4L << 20, 64L << 20, 64L << 20),
        Transfers.defaults());
  }

  /**
   * Bounds the bytes that are kept for clients.
   *
   * @param outbox of frames that wait for one connection's socket
   * @param outboxes of events that wait for sockets of this node, each counted once
   * @param inbound of messages and bodies that this node has received in part
   */
  public record Bytes(long outbox, long outboxes, long inbound) {}

  /**
   * Bounds what clients send in chunks, which lies in files.
   *
   * @param maxSize bytes of one transfer
   * @param perOwner transfers of one user, or else of one client, that have a file
   * @param bytes bytes of all transfers of a web application that have a file
   * @param timeout after which time without a new chunk one ends, and for which its answer is
   *     remembered
   */
  public record Transfers(long maxSize, int perOwner, long bytes, Duration timeout) {

    /** {@return the documented defaults} */
    public static Transfers defaults() {
      return new Transfers(64L << 20, 4, 1L << 30, Duration.ofMinutes(5));
    }
  }
}
