package io.tidewire.benchmarks.load;

import java.util.Arrays;

/**
 * What one client has received of its topic: for each publisher the place of the latest message,
 * and which of the {@value #WINDOW} up to it have come. What comes again, or from before these, has
 * been repeated.
 */
final class Sequence implements Inbox {

  private static final int WINDOW = Long.SIZE;

  private final Tally tally;
  private final int step;
  private final long[] last;
  private final long[] window;
  private boolean reached;

  /**
   * @param step how far apart the numbers of the topic, and of each publisher, are
   * @param publishers how many take turns; their messages may overtake each other
   */
  Sequence(Tally tally, int step, int publishers) {
    this.tally = tally;
    this.step = step;
    this.last = new long[publishers];
    this.window = new long[publishers];
    Arrays.fill(last, -1);
  }

  @Override
  public void served() {
    tally.served();
  }

  @Override
  public void arrived(long number) {
    long index = number - Payloads.FIRST;
    int publisher = last.length == 1 ? 0 : (int) (index % last.length);
    long ahead = index / step - last[publisher];
    if (last[publisher] < 0) {
      begin(publisher, number);
    } else if (ahead > 0) {
      advance(publisher, ahead, number);
    } else if (ahead > -WINDOW && (window[publisher] >>> -ahead & 1) == 0) {
      window[publisher] |= 1L << -ahead;
      tally.reordered(number);
    } else {
      tally.repeated();
    }
  }

  private void begin(int publisher, long number) {
    if (!reached) {
      reached = true;
      tally.newcomer();
    }
    last[publisher] = (number - Payloads.FIRST) / step;
    window[publisher] = 1;
    tally.arrived(number);
  }

  private void advance(int publisher, long places, long number) {
    for (long skipped = places - 1; skipped > 0; skipped--) {
      tally.skipped(number - skipped * step);
    }
    last[publisher] += places;
    window[publisher] = places < WINDOW ? window[publisher] << places | 1 : 1;
    tally.arrived(number);
  }
}
