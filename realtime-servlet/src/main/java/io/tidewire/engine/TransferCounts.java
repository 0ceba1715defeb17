package io.tidewire.engine;

import java.util.concurrent.atomic.LongAdder;

/** Counts what clients send and pull in chunks. Thread-safe. */
public final class TransferCounts {

  private final LongAdder held = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder completed = new LongAdder();
  private final LongAdder offers = new LongAdder();

  TransferCounts() {}

  /**
   * Counts a transfer that has begun.
   *
   * @param size how many bytes it will have
   */
  public void begun(long size) {
    held.increment();
    bytes.add(size);
  }

  /** Counts a transfer that has arrived as its client has announced it. */
  public void completed() {
    completed.increment();
  }

  /**
   * Counts a transfer that holds nothing any more, completed or not.
   *
   * @param size how many bytes it was announced with
   */
  public void over(long size) {
    held.decrement();
    bytes.add(-size);
  }

  /**
   * Counts files that clients may pull.
   *
   * @param more how many more there are, negative if there are fewer
   */
  public void offers(int more) {
    offers.add(more);
  }

  long allOffers() {
    return offers.sum();
  }

  long allHeld() {
    return held.sum();
  }

  long allBytes() {
    return bytes.sum();
  }

  long allCompleted() {
    return completed.sum();
  }
}
