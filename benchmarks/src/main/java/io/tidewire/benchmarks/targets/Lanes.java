package io.tidewire.benchmarks.targets;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** As many lanes as there are processors. */
final class Lanes {

  private final List<Lane> lanes;
  private final AtomicInteger next = new AtomicInteger();

  Lanes(boolean batching) {
    int count = Runtime.getRuntime().availableProcessors();
    this.lanes = Stream.generate(() -> new Lane(batching)).limit(count).toList();
  }

  /** The lane of the next receiver. */
  Lane next() {
    return lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size()));
  }

  void publish(String topic, String message) {
    lanes.forEach(lane -> lane.publish(topic, message));
  }
}
