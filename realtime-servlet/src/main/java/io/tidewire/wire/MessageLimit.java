package io.tidewire.wire;

/**
 * Limits what a client takes in one message. Frames are joined only while the whole message, in
 * UTF-8, stays below it; a single frame that is larger is sent alone.
 *
 * @param bytes a power of two, so that clients with many different limits share few joined forms
 */
public record MessageLimit(int bytes) {

  /** The smallest limit that a client may ask for. */
  public static final int MIN = 1_024;

  /** The largest limit that a client may ask for. */
  public static final int MAX = 16 << 20;

  /** The limit of clients that ask for none: many libraries take 8 KiB unless configured. */
  public static final MessageLimit DEFAULT = new MessageLimit(8_192);

  /**
   * Returns the limit of a client that takes a number of bytes.
   *
   * @param bytes from {@value #MIN} to {@value #MAX}
   * @return the largest limit that is not above it
   * @throws IllegalArgumentException if it is out of range
   */
  public static MessageLimit of(int bytes) {
    if (bytes < MIN || bytes > MAX) {
      throw new IllegalArgumentException(
          "max=" + bytes + " is not a number of bytes from " + MIN + " to " + MAX);
    }
    return new MessageLimit(Integer.highestOneBit(bytes));
  }

  /** Written out, since JDK 17's own would keep the class alive, and with it the application. */
  @Override
  public boolean equals(Object other) {
    return other instanceof MessageLimit limit && limit.bytes == bytes;
  }

  @Override
  public int hashCode() {
    return bytes;
  }
}
