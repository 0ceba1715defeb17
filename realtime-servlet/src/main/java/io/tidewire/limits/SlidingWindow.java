package io.tidewire.limits;

/**
 * Bounds what happens in a period, without keeping a time for each: of the period before the
 * present one only the part counts that lies less than a period back, as if it had come evenly. So
 * no more than the limit passes in the long run, and never twice as much in any one period. Not
 * thread-safe.
 */
public final class SlidingWindow {

  private final int period;
  private long began;
  private int earlier;
  private int present;

  /**
   * Creates a window in which nothing has happened.
   *
   * @param nowMillis the time, as of any clock that does not go back
   * @param periodMillis how long a period is
   */
  public SlidingWindow(long nowMillis, int periodMillis) {
    this.began = nowMillis;
    this.period = periodMillis;
  }

  /**
   * Counts one more, unless that is too many.
   *
   * @param nowMillis the time
   * @param most how many may happen in a period
   * @return false if it is too many; then it is not counted
   */
  public boolean tryAdd(long nowMillis, long most) {
    moveTo(nowMillis);
    long left = Math.min(period, began + period - nowMillis);
    // Rounded so that a steady rate at the limit passes.
    if ((earlier * left - 1) / period + present >= most) {
      return false;
    }
    present++;
    return true;
  }

  /**
   * Tells whether what has happened counts no more.
   *
   * @param nowMillis the time
   * @return whether a new window would decide alike
   */
  boolean isOver(long nowMillis) {
    moveTo(nowMillis);
    return earlier == 0 && present == 0;
  }

  /** {@return when the period that is present at a time has begun} */
  long presentAt(long nowMillis) {
    moveTo(nowMillis);
    return began;
  }

  private void moveTo(long nowMillis) {
    long passed = nowMillis - began;
    if (passed >= 2L * period) {
      earlier = 0;
      present = 0;
      began = nowMillis;
    } else if (passed >= period) {
      earlier = present;
      present = 0;
      began += period;
    }
  }
}
