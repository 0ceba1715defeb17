package io.tidewire.limits;

import java.nio.ByteBuffer;

/**
 * Makes a number of an IP address, equal for all that count as one: the IPv6 addresses of one /64
 * network, of which a client has as many as it likes (RFC 6177).
 */
public final class AddressKey {

  /** Stands for an address that is not known, and counts for no limit. */
  public static final long UNKNOWN = 0;

  /** Makes IPv4 addresses look as of ::/32, which is reserved and belongs to nobody (RFC 4291). */
  private static final long IPV4 = 1L << Integer.SIZE;

  private static final long LOW = 0xffff_ffffL;

  /** How many bits a short number has. */
  private static final int SHORT = 40;

  /** The golden ratio's fraction, by which the bits of a number are spread (Knuth, 6.4). */
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private AddressKey() {}

  /**
   * Makes a shorter number of one, where no more fits. Two addresses may have the same one.
   *
   * @param key the number of an address, or {@link #UNKNOWN}
   * @return a number of at most 40 bits; {@link #UNKNOWN} only for that
   */
  public static long shortened(long key) {
    return key == UNKNOWN ? UNKNOWN : Math.max(1, (key * SPREAD) >>> (Long.SIZE - SHORT));
  }

  /**
   * Makes the number.
   *
   * @param address 4 bytes, or 16 of an address that is not an IPv4 one
   * @return the number
   */
  public static long of(byte[] address) {
    ByteBuffer bytes = ByteBuffer.wrap(address);
    return address.length == Integer.BYTES ? IPV4 | (bytes.getInt() & LOW) : network(bytes);
  }

  /** Returns ::1 and its like as a number of their own, since zero is no address. */
  private static long network(ByteBuffer bytes) {
    long network = bytes.getLong();
    return network == UNKNOWN ? 1 : network;
  }
}
