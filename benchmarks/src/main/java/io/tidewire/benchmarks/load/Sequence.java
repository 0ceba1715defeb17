package io.tidewire.benchmarks.load;

/**
 * What one client has received of its topic: the place of the latest message, and which of the
 * {@value #WINDOW} up to it have come. What comes again, or from before these, has been repeated.
 */
final class Sequence {

  private static final int WINDOW = Long.SIZE;

  private final Tally tally;
  private final int step;
  private long last = -1;
  private long window;

  /**
   * @param step how far apart the numbers of the topic are
   */
  Sequence(Tally tally, int step) {
    this.tally = tally;
    this.step = step;
  }

  /** The server has accepted the client. */
  void served() {
    tally.served();
  }

  void arrived(long number) {
    long place = (number - Payloads.FIRST) / step;
    if (last < 0) {
      tally.newcomer();
      begin(place, number);
    } else if (place > last) {
      advance(place - last, number);
    } else if (place > last - WINDOW && (window >>> (last - place) & 1) == 0) {
      window |= 1L << (last - place);
      tally.reordered(number);
    } else {
      tally.repeated();
    }
  }

  private void begin(long place, long number) {
    last = place;
    window = 1;
    tally.arrived(number);
  }

  private void advance(long places, long number) {
    for (long skipped = places - 1; skipped > 0; skipped--) {
      tally.skipped(number - skipped * step);
    }
    last += places;
    window = places < WINDOW ? window << places | 1 : 1;
    tally.arrived(number);
  }
}
