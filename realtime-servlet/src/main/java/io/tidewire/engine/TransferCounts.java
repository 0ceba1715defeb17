package io.tidewire.engine;

import java.util.concurrent.atomic.LongAdder;

/** Counts what clients send in chunks. Thread-safe. */
public final class TransferCounts {

  private final LongAdder held = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder completed = new LongAdder();

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
