package io.tidewire.benchmarks.load;

/** Counts messages to the server and its answers. Confined to the load client's thread. */
final class Answers {

  private Histogram latency = new Histogram();
  private long next = Payloads.FIRST;
  private long sent;
  private long answered;
  private long unexpected;
  private int served;
  private boolean asking;
  private long now = System.nanoTime();

  /** Begins or ends the asking. */
  void asking(boolean goesOn) {
    asking = goesOn;
  }

  /** Whether who has got an answer sends the next message. */
  boolean isAsking() {
    return asking;
  }

  /** The number of a message that is sent now. */
  long sent() {
    sent++;
    return next++;
  }

  /** The time at which what comes next has arrived. */
  void now(long nanos) {
    now = nanos;
  }

  /** When something arrived last. */
  long latest() {
    return now;
  }

  /** The answer to a message has come. */
  void answered(long sentAt) {
    answered++;
    latency.add(now - sentAt);
  }

  /** An answer has come that nobody waits for. */
  void unexpected() {
    unexpected++;
  }

  /** A client is connected. */
  void served() {
    served++;
  }

  int clientsServed() {
    return served;
  }

  long underWay() {
    return sent - answered;
  }

  /** What came of all since the last time. */
  Delivered take(double seconds) {
    Delivered result = new Delivered(sent, answered, underWay(), unexpected, 0, seconds, latency);
    latency = new Histogram();
    sent = 0;
    answered = 0;
    unexpected = 0;
    return result;
  }
}
