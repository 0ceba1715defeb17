package io.tidewire.benchmarks.load;

/** What was published and what has come of it. Confined to the load client's thread. */
final class Tally {

  private static final int REMEMBERED = 1 << 16;

  private final int recipients;
  private final long[] sentAt = new long[REMEMBERED];
  private final int[] settled = new int[REMEMBERED];
  private Histogram latency = new Histogram();
  private long published;
  private long publishedBefore;
  private long completed;
  private long deliveries;
  private long repeated;
  private long reordered;
  private int newcomers;
  private int served;
  private long now = System.nanoTime();

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
    settled[slot] = 0;
    published++;
  }

  private static int slot(long index) {
    return (int) index & (REMEMBERED - 1);
  }

  /** The time at which what comes next has arrived. */
  void now(long nanos) {
    now = nanos;
  }

  /** When something arrived last. */
  long latest() {
    return now;
  }

  /** A message has come to a client that had not got a later one. */
  void arrived(long number) {
    count(number);
    settle(number);
  }

  /** A message has come to a client, but after a later one. */
  void reordered(long number) {
    reordered++;
    count(number);
  }

  /** A message has come to a client again. */
  void repeated() {
    repeated++;
  }

  /** A client has got a later message, but not this one. */
  void skipped(long number) {
    settle(number);
  }

  private void count(long number) {
    deliveries++;
    latency.add(now - sentAt[slot(number - Payloads.FIRST)]);
  }

  private void settle(long number) {
    settled[slot(number - Payloads.FIRST)]++;
    while (completed < published && settled[slot(completed)] >= recipients) {
      completed++;
    }
  }

  /** How many messages may still come. */
  int inFlight() {
    return (int) (published - completed);
  }

  /** Expects none of those that have not come. */
  void giveUp() {
    completed = published;
  }

  /** Forgets what was counted, when nothing is under way. */
  void reset() {
    giveUp();
    publishedBefore = published;
    latency = new Histogram();
    deliveries = 0;
    repeated = 0;
    reordered = 0;
  }

  /** A client is connected. */
  void served() {
    served++;
  }

  int clientsServed() {
    return served;
  }

  /** A client has got its first message. */
  void newcomer() {
    newcomers++;
  }

  int clientsReached() {
    return newcomers;
  }

  Delivered delivered(double seconds) {
    long messages = published - publishedBefore;
    return new Delivered(
        messages,
        deliveries,
        Math.max(0, messages * recipients - deliveries),
        repeated,
        reordered,
        seconds,
        latency);
  }
}
