package io.tidewire.transfer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the answers that are remembered of transfers that are over, in number, in bytes and in
 * time: the oldest are forgotten. Thread-safe.
 */
final class Remembered {

  static final int MOST = 10_000;
  static final long MOST_BYTES = 16L << 20;

  private record Entry(Transfer transfer, long bytes) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long bytes;

  Remembered() {}

  /** Adds a transfer that is over, with what its answer weighs. */
  synchronized void add(Transfer transfer, long weight) {
    entries.add(new Entry(transfer, weight));
    bytes += weight;
    while (entries.size() > MOST || bytes > MOST_BYTES) {
      forgetOldest();
    }
  }

  /** Forgets those that were over at a time. */
  synchronized void forgetUntil(long millis) {
    while (!entries.isEmpty() && entries.getFirst().transfer.changedMillis() <= millis) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    Entry oldest = entries.removeFirst();
    bytes -= oldest.bytes;
    oldest.transfer.forget();
  }

  synchronized int size() {
    return entries.size();
  }
}
