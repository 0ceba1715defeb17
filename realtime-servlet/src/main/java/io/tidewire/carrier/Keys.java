package io.tidewire.carrier;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A set of keys whose end can be waited for. Thread-safe; one thread waits at a time. */
final class Keys {

  private final Set<Object> keys = ConcurrentHashMap.newKeySet();

  /** What waits until there are none. */
  private volatile @Nullable CountDownLatch none;

  void add(Object key) {
    keys.add(key);
  }

  void remove(Object key) {
    keys.remove(key);
    CountDownLatch waiting = none;
    if (waiting != null && keys.isEmpty()) {
      waiting.countDown();
    }
  }

  boolean contains(Object key) {
    return keys.contains(key);
  }

  int size() {
    return keys.size();
  }

  /** Waits until there are none, and tells whether that was so in time. */
  boolean areGoneWithin(Duration time) throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    none = waiting;
    return keys.isEmpty() || waiting.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
