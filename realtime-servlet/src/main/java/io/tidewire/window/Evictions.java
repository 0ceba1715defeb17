package io.tidewire.window;

import io.tidewire.Topic;
import io.tidewire.window.TopicHistory.Kept;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which events are gone. Guarded by the window.
 *
 * <h2>Marks and the floor</h2>
 *
 * Each topic knows the highest order that it has evicted, so a cursor below it is a gap for that
 * topic alone. When a topic is forgotten its mark is folded into one floor: a cursor below the
 * floor is a gap on every topic that is not remembered. A new topic begins with the floor as its
 * mark, since it may be one that was forgotten.
 *
 * <p>Every eviction has a number, and the topics are linked in the order of their last evictions.
 * So what a pattern has lost since its client was last told is found by looking only at the topics
 * that have evicted since then; and what it has lost after a cursor, only at those that have
 * evicted since the cursor's event arrived. The floor carries the number of the last eviction that
 * was folded into it.
 */
final class Evictions {

  private final Chain<TopicHistory> byEviction = new Chain<>();
  private long count;
  private long highest;
  private long floor;
  private long floorEvictedAt;

  /** {@return how many events were ever evicted} */
  long count() {
    return count;
  }

  /** {@return the highest order that was ever evicted} */
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
    byEviction.remove(history);
    history.evicted(gone.order, ++count);
    highest = Math.max(highest, gone.order);
    byEviction.append(history);
  }

  void forget(TopicHistory history) {
    byEviction.remove(history);
    floor = Math.max(floor, history.evicted());
    floorEvictedAt = Math.max(floorEvictedAt, history.evictedAt());
  }

  /** {@return the topic with the last eviction up to a number of evictions} */
  @Nullable TopicHistory lastUpTo(long evictions) {
    return byEviction.lastUpTo(evictions);
  }
}
