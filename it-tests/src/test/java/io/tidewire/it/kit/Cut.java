package io.tidewire.it.kit;

import java.util.random.RandomGenerator;

/**
 * How and when a connection is cut.
 *
 * @param kind what the peers see
 * @param afterBytes how many more bytes from the server reach the client before it, 0 for at once
 */
public record Cut(Kind kind, long afterBytes) {

  /** What the peers of a cut connection see. */
  public enum Kind {
    /** A reset; bytes that the peer's kernel had not taken yet are lost with it. */
    RESET,
    /** An orderly end, at whatever byte it falls. */
    FIN
  }

  /** Cuts now. */
  public static Cut now(Kind kind) {
    return new Cut(kind, 0);
  }

  /** Cuts behind exactly this many more bytes from the server. */
  public static Cut after(long bytes, Kind kind) {
    return new Cut(kind, bytes);
  }

  /** Draws a cut: of either kind, one in four at once, the others within {@code maxBytes} bytes. */
  public static Cut random(RandomGenerator random, long maxBytes) {
    Kind kind = random.nextBoolean() ? Kind.RESET : Kind.FIN;
    return random.nextInt(4) == 0 ? now(kind) : after(random.nextLong(1, maxBytes + 1), kind);
  }
}
