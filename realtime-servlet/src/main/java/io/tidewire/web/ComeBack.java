package io.tidewire.web;

import io.tidewire.wire.ErrorCode;
import java.util.concurrent.ThreadLocalRandom;

/** Decides when a client should come back that is refused for a temporary reason. */
final class ComeBack {

  private static final long SOON_MILLIS = 4_000;
  private static final long AFTER_A_FAULT_MILLIS = 30_000;

  private ComeBack() {}

  static boolean isPassing(ErrorCode code) {
    return code == ErrorCode.OVERLOADED
        || code == ErrorCode.RATE_LIMITED
        || code == ErrorCode.INTERNAL;
  }

  /** {@return a random delay within a span, so that not all clients come back at once} */
  static long after(ErrorCode code) {
    long least = code == ErrorCode.INTERNAL ? AFTER_A_FAULT_MILLIS : SOON_MILLIS;
    return ThreadLocalRandom.current().nextLong(least, 2 * least);
  }
}
