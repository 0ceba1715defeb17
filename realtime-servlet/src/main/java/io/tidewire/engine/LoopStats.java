package io.tidewire.engine;

import io.tidewire.spi.HubSignal;
import java.util.List;

/**
 * Counts what a loop does. Confined to the loop, which publishes its counts with each sweep, so
 * that counting is no more than an addition.
 */
final class LoopStats {

  /** A number that only the loop changes, and any thread may read as it was published last. */
  static final class Counter {
    private long count;
    private volatile long published;

    void add(long more) {
      count += more;
    }

    long published() {
      return published;
    }
  }

  final Counter opened = new Counter();
  final Counter closed = new Counter();
  final Counter subscriptions = new Counter();
  final Counter delivered = new Counter();
  final Counter dropped = new Counter();
  final Counter gaps = new Counter();
  final Counter refused = new Counter();

  private final List<Counter> all =
      List.of(opened, closed, subscriptions, delivered, dropped, gaps, refused);
  private final Signals signals;
  private long reported;

  LoopStats(Signals signals) {
    this.signals = signals;
  }

  /** Publishes the counts, and tells the observers how many events were delivered since. */
  void publish() {
    for (int i = 0; i < all.size(); i++) {
      Counter counter = all.get(i);
      counter.published = counter.count;
    }
    long news = delivered.count - reported;
    if (news > 0 && signals.areHeard()) {
      signals.emit(() -> new HubSignal.Delivered(news));
      reported += news;
    }
  }
}
