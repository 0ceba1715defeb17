package io.tidewire.engine;

import io.tidewire.spi.HubSignal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

  private final List<Counter> all =
      List.of(opened, closed, subscriptions, delivered, dropped, gaps);

  /** How many connections are open, by their transport. */
  private final Map<String, Counter> open = new ConcurrentHashMap<>();

  private final Signals signals;
  private long reported;

  LoopStats(Signals signals) {
    this.signals = signals;
    Transport.KINDS.forEach(this::open);
  }

  /** {@return the count of open connections of one kind of transport} */
  Counter open(String transport) {
    return open.computeIfAbsent(transport, first -> new Counter());
  }

  /** Adds how many connections are open, by their transport, as it was published last. */
  void addOpenTo(Map<String, Long> all) {
    open.forEach((transport, count) -> all.merge(transport, count.published, Long::sum));
  }

  /** Publishes the counts, and tells the observers how many events were delivered since. */
  void publish() {
    for (int i = 0; i < all.size(); i++) {
      Counter counter = all.get(i);
      counter.published = counter.count;
    }
    open.forEach((transport, count) -> count.published = count.count);
    long news = delivered.count - reported;
    if (news > 0 && signals.areHeard()) {
      signals.emit(() -> new HubSignal.Delivered(news));
      reported += news;
    }
  }
}
