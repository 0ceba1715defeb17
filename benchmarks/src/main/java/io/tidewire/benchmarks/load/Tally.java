package io.tidewire.benchmarks.load;

/** What was published and what has come of it. Confined to the load client's thread. */
final class Tally {

  private static final int REMEMBERED = 1 << 16;

  private final int recipients;
  private final long[] sentAt = new long[REMEMBERED];
  private final int[] arrived = new int[REMEMBERED];
  private Histogram latency = new Histogram();
  private long published;
  private long completed;
  private long deliveries;
  private long lost;
  private long repeated;
  private long now;

  /**
   * @param recipients how many clients are to get each message
   */
  Tally(int recipients) {
    this.recipients = recipients;
  }

  /** The number of the next message. */
  long next() {
    return Payloads.FIRST + published;
  }

  void published(long at) {
    int slot = slot(published);
    sentAt[slot] = at;
    arrived[slot] = 0;
    published++;
  }

  private static int slot(long index) {
    return (int) index & (REMEMBERED - 1);
  }

  /** The time at which what comes next has arrived. */
  void now(long nanos) {
    now = nanos;
  }

  /**
   * A message has come to a client.
   *
   * @param number the message's
   * @param expected the number that the client had to get next
   * @param step how far apart the numbers of its topic are
   */
  void arrived(long number, long expected, int step) {
    if (number < expected) {
      repeated++;
      return;
    }
    lost += (number - expected) / step;
    deliveries++;
    int slot = slot(number - Payloads.FIRST);
    latency.add(now - sentAt[slot]);
    arrived[slot]++;
    while (completed < published && arrived[slot(completed)] >= recipients) {
      completed++;
    }
  }

  int inFlight() {
    return (int) (published - completed);
  }

  /** Forgets what was counted, when nothing is under way. */
  void reset() {
    completed = published;
    latency = new Histogram();
    deliveries = 0;
    lost = 0;
    repeated = 0;
  }

  long deliveries() {
    return deliveries;
  }

  /** What did not come, whether a later message came in its place or none. */
  long lost() {
    long missing = 0;
    for (long index = completed; index < published; index++) {
      missing += Math.max(0, recipients - arrived[slot(index)]);
    }
    return Math.max(lost, missing);
  }

  long repeated() {
    return repeated;
  }

  Histogram latency() {
    return latency;
  }
}
