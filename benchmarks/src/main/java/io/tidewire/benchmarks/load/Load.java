package io.tidewire.benchmarks.load;

import java.time.Duration;

/**
 * How fast messages are published.
 *
 * @param perSecond so many at even distances; without a limit if 0
 * @param inFlight at most so many that have not reached all their clients
 */
public record Load(int perSecond, int inFlight) {

  /**
   * As fast as they are delivered.
   *
   * @param inFlight at most so many that have not reached all their clients
   * @return the load
   */
  public static Load saturating(int inFlight) {
    return new Load(0, inFlight);
  }

  /**
   * At even distances, however slow the server.
   *
   * @param perSecond so many
   * @return the load
   */
  public static Load paced(int perSecond) {
    return new Load(perSecond, Integer.MAX_VALUE);
  }

  /**
   * Whether the server's speed sets the pace.
   *
   * @return no, if a number of messages a second does
   */
  public boolean isSaturating() {
    return perSecond == 0;
  }

  /** How many more may be published now. */
  long due(Duration sinceStart, long published, int underWay) {
    return isSaturating()
        ? inFlight - underWay
        : sinceStart.toNanos() * perSecond / Duration.ofSeconds(1).toNanos() + 1 - published;
  }
}
