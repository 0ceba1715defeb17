package io.tidewire.limits;

/**
 * Bounds what happens in a second, without keeping a time for each: of the second before the
 * present one only the part counts that lies less than a second back, as if it had come evenly. So
 * no more than the limit passes in the long run, and never twice as much in any one second. Not
 * thread-safe.
 */
public final class SlidingWindow {

  private static final long SECOND = 1_000;

  private long began;
  private int earlier;
  private int present;

  /**
   * Creates a window in which nothing has happened.
   *
   * @param nowMillis the time, as of any clock that does not go back
   */
  public SlidingWindow(long nowMillis) {
    this.began = nowMillis;
  }

  /**
   * Counts one more, unless that is too many.
   *
   * @param nowMillis the time
   * @param most how many may happen in a second
   * @return false if it is too many; then it is not counted
   */
  public boolean tryAdd(long nowMillis, long most) {
    moveTo(nowMillis);
    long left = Math.min(SECOND, began + SECOND - nowMillis);
    // Rounded so that a steady rate at the limit passes.
    if ((earlier * left - 1) / SECOND + present >= most) {
      return false;
    }
    present++;
    return true;
  }

  private void moveTo(long nowMillis) {
    long passed = nowMillis - began;
    if (passed >= 2 * SECOND) {
      earlier = 0;
      present = 0;
      began = nowMillis;
    } else if (passed >= SECOND) {
      earlier = present;
      present = 0;
      began += SECOND;
    }
  }
}
