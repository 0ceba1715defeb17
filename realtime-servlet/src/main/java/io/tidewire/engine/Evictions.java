package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.engine.TopicHistory.Kept;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of what is gone. Guarded by the window.
 *
 * <h2>Marks and the floor</h2>
 *
 * Each topic knows the highest sequence that it has evicted, so a cursor below it is a gap for that
 * topic alone. When a topic is forgotten its mark is folded into one floor: a cursor below the
 * floor is a gap on every topic that is not remembered. A topic that appears begins with the floor
 * as its mark, since it may be one that was forgotten.
 *
 * <p>Every eviction has a number, and the topics are linked in the order of their last evictions.
 * So what a pattern has lost since its client was told is found by looking at the topics that have
 * evicted since then, and at no other; and what it has lost behind a cursor, by looking at those
 * that have evicted since the cursor's event arrived. The floor carries the number of the last
 * eviction that was folded into it.
 */
final class Evictions {

  private final Chain<TopicHistory> order = new Chain<>();
  private long count;
  private long highest;
  private long floor;
  private long floorEvictedAt;

  Evictions(long floor) {
    this.floor = floor;
  }

  /** How many events were ever evicted. */
  long count() {
    return count;
  }

  /** The highest sequence that was ever evicted. */
  long highest() {
    return highest;
  }

  long floor() {
    return floor;
  }

  long floorEvictedAt() {
    return floorEvictedAt;
  }

  TopicHistory newTopic(Topic topic) {
    return new TopicHistory(topic, floor, floorEvictedAt);
  }

  void evicted(Kept gone) {
    TopicHistory history = gone.history;
    order.remove(history);
    history.evicted(gone.sequence, ++count);
    highest = Math.max(highest, gone.sequence);
    order.append(history);
  }

  void forget(TopicHistory history) {
    order.remove(history);
    floor = Math.max(floor, history.evicted());
    floorEvictedAt = Math.max(floorEvictedAt, history.evictedAt());
  }

  /** The topic with the last eviction up to a number of evictions. */
  @Nullable TopicHistory lastUpTo(long evictions) {
    return order.lastUpTo(evictions);
  }
}
