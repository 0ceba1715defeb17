package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.wire.SharedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The kept events of one topic, oldest first, and the mark of what is gone: the highest sequence
 * that was evicted. Guarded by the window.
 */
final class TopicHistory {

  /** A kept event, linked into the window's order of arrival. */
  static final class Kept {
    final SharedEvent event;
    final TopicHistory history;
    final long arrived;
    @Nullable Kept older;
    @Nullable Kept newer;

    Kept(SharedEvent event, TopicHistory history, long arrived) {
      this.event = event;
      this.history = history;
      this.arrived = arrived;
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

  Topic topic() {
    return topic;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The sequence of the newest kept event, 0 if none is kept. */
  long newest() {
    return isEmpty() ? 0 : get(size - 1).event.sequence();
  }

  /** The highest sequence that is gone. */
  long evicted() {
    return evicted;
  }

  /** The window's count of evictions when this topic last lost an event. */
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

  Kept evictOldest(long evictions) {
    Kept oldest = get(0);
    ring[first] = null;
    first = (first + 1) & (ring.length - 1);
    size--;
    evicted = oldest.event.sequence();
    evictedAt = evictions;
    if (isEmpty()) {
      ring = new @Nullable Kept[FIRST_CAPACITY];
      first = 0;
    }
    return oldest;
  }

  /** The index of the first kept event above a sequence; the size if there is none. */
  int indexAbove(long sequence) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).event.sequence() > sequence) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
