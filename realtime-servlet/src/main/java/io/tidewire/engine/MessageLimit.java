package io.tidewire.engine;

/**
 * What a client takes in one message. Frames are joined only while the whole message, in UTF-8,
 * stays below it; a frame that alone is larger goes alone.
 *
 * @param bytes a power of two, so that clients with many different limits share few joined forms
 */
public record MessageLimit(int bytes) {

  /** The least that a client may ask for. */
  public static final int MIN = 1_024;

  /** The most that a client may ask for. */
  public static final int MAX = 16 << 20;

  /** For clients that say nothing: many libraries take 8 KiB unless told otherwise. */
  public static final MessageLimit DEFAULT = new MessageLimit(8_192);

  /**
   * The limit of a client that takes so much.
   *
   * @param bytes from {@value #MIN} to {@value #MAX}
   * @return the largest limit that is not above
   * @throws IllegalArgumentException if it is out of range
   */
  public static MessageLimit of(int bytes) {
    if (bytes < MIN || bytes > MAX) {
      throw new IllegalArgumentException(
          "max=" + bytes + " is not a number of bytes from " + MIN + " to " + MAX);
    }
    return new MessageLimit(Integer.highestOneBit(bytes));
  }

  /** Written out: JDK 17 would keep the record's class alive, and with it the application. */
  @Override
  public boolean equals(Object other) {
    return other instanceof MessageLimit limit && limit.bytes == bytes;
  }

  @Override
  public int hashCode() {
    return bytes;
  }
}
