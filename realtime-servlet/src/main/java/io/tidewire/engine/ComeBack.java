package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.wire.ErrorCode;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides when clients come back, each at a random time, so that not all of them come at once.
 *
 * @param restartSpread over which time clients come back after a restart
 */
public record ComeBack(Duration restartSpread) {

  private static final double SPREAD = 0.2;
  private static final long AGED_MILLIS = 2_000;
  private static final long SOON_MILLIS = 4_000;
  private static final long AFTER_A_FAULT_MILLIS = 30_000;
  private static final long RATE_LEAST_MILLIS = 5_000;
  private static final long RATE_MOST_MILLIS = 65_000;
  private static final long LOG_AWAY_LEAST_MILLIS = 2_000;
  private static final long LOG_AWAY_MOST_MILLIS = 15_000;

  /**
   * Returns when the client of a connection that ends should come back.
   *
   * @param reason why the connection ends
   * @param random where the delay is drawn from
   * @return after how many milliseconds; 0 if the client should not come back
   */
  public long afterClose(CloseReason reason, RandomGenerator random) {
    if (!reason.reconnect()) {
      return 0;
    }
    long spread = restartSpread.toMillis();
    long most = reason == CloseReason.MAX_AGE ? Math.min(spread, AGED_MILLIS) : spread;
    return random.nextLong(most + 1);
  }

  /**
   * Returns when a client that was refused for a temporary reason should come back.
   *
   * @param code why it was refused
   * @param random where the delay is drawn from
   * @return after how many milliseconds
   */
  public static long afterRefusal(ErrorCode code, RandomGenerator random) {
    long least = code == ErrorCode.INTERNAL ? AFTER_A_FAULT_MILLIS : SOON_MILLIS;
    return random.nextLong(least, 2 * least);
  }

  /**
   * Returns when a client should come back whose address has connected too often in the last
   * minute.
   *
   * @param random where the delay is drawn from
   * @return after how many milliseconds, 5 to 65 seconds
   */
  public static long whenRateAllows(RandomGenerator random) {
    return random.nextLong(RATE_LEAST_MILLIS, RATE_MOST_MILLIS);
  }

  /**
   * Returns when a client should come back that a node without its log cannot serve: the later, the
   * longer the log has been away.
   *
   * @param emptyFor how long this node has been waiting for its log
   * @param random where the delay is drawn from
   * @return after how many milliseconds, 2 to 30 seconds
   */
  public static long whileLogIsAway(Duration emptyFor, RandomGenerator random) {
    long half = emptyFor.toMillis() / 2;
    long least = Math.min(Math.max(half, LOG_AWAY_LEAST_MILLIS), LOG_AWAY_MOST_MILLIS);
    return random.nextLong(least, 2 * least);
  }

  /**
   * Returns a time that is up to a fifth longer or shorter, so that what many clients do at this
   * interval spreads.
   *
   * @param time the time
   * @param random where the difference is drawn from
   * @return milliseconds
   */
  public static long spread(Duration time, RandomGenerator random) {
    return Math.round(time.toMillis() * (1 - SPREAD + 2 * SPREAD * random.nextDouble()));
  }
}
