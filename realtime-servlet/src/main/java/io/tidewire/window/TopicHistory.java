package io.tidewire.window;

import io.tidewire.Topic;
import io.tidewire.wire.SharedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Holds the kept events of one topic, oldest first, and its mark: the highest order that was
 * evicted. Topics that have evicted are linked in the order of their last evictions. Guarded by the
 * window.
 */
final class TopicHistory extends Chain.Link<TopicHistory> {

  /** Holds a kept event, linked into the one order of arrival. */
  static final class Kept extends Chain.Link<Kept> {
    final SharedEvent event;
    final long order;
    final TopicHistory history;
    final long arrived;

    /** How many events had been evicted when this one arrived: none of them is above it. */
    final long evictionsThen;

    Kept(SharedEvent event, TopicHistory history, long arrived, long evictionsThen) {
      this.event = event;
      this.order = event.order();
      this.history = history;
      this.arrived = arrived;
      this.evictionsThen = evictionsThen;
    }

    @Override
    long number() {
      return order;
    }

    /** {@return whether this is one of its topic's last few events up to a place} */
    boolean isAmongLast(int events, long place) {
      return order <= place && history.indexAbove(place) - history.indexAbove(order - 1) <= events;
    }
  }

  private static final int FIRST_CAPACITY = 4;

  private final Topic topic;
  private @Nullable Kept[] ring = new @Nullable Kept[FIRST_CAPACITY];
  private int first;
  private int size;
  private long evicted;
  private long evictedAt;

  TopicHistory(Topic topic, long evicted, long evictedAt) {
    this.topic = topic;
    this.evicted = evicted;
    this.evictedAt = evictedAt;
  }

  @Override
  long number() {
    return evictedAt;
  }

  Topic topic() {
    return topic;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** {@return the order of the newest kept event, 0 if none is kept} */
  long newest() {
    return isEmpty() ? 0 : get(size - 1).order;
  }

  /** {@return the mark: the highest order that was evicted} */
  long evicted() {
    return evicted;
  }

  /** {@return the window's count of evictions when this topic last lost an event} */
  long evictedAt() {
    return evictedAt;
  }

  void add(Kept kept) {
    if (size == ring.length) {
      grow();
    }
    ring[(first + size) & (ring.length - 1)] = kept;
    size++;
  }

  private void grow() {
    @Nullable Kept[] larger = new @Nullable Kept[ring.length * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = get(i);
    }
    ring = larger;
    first = 0;
  }

  Kept get(int index) {
    Kept kept = ring[(first + index) & (ring.length - 1)];
    if (kept == null) {
      throw new IndexOutOfBoundsException("no event " + index + " of " + size + " in " + topic);
    }
    return kept;
  }

  Kept removeOldest() {
    Kept oldest = get(0);
    ring[first] = null;
    first = (first + 1) & (ring.length - 1);
    size--;
    if (isEmpty()) {
      ring = new @Nullable Kept[FIRST_CAPACITY];
      first = 0;
    }
    return oldest;
  }

  /** Moves the mark. */
  void evicted(long order, long evictions) {
    evicted = order;
    evictedAt = evictions;
  }

  /** {@return the index of the first kept event above an order; the size if there is none} */
  int indexAbove(long order) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).order > order) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
