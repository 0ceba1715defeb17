package io.tidewire.limits;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts how often each limit was reached. Thread-safe. */
public final class Reached {

  private final Map<Bound, LongAdder> counts = new EnumMap<>(Bound.class);

  /** Creates counts of zero. */
  public Reached() {
    for (Bound bound : Bound.values()) {
      counts.put(bound, new LongAdder());
    }
  }

  /**
   * Counts that a limit was reached once more.
   *
   * @param bound the limit
   */
  public void count(Bound bound) {
    LongAdder count = counts.get(bound);
    if (count != null) {
      count.increment();
    }
  }

  /** {@return how often each limit was reached so far, zeros included, by what sets it} */
  public Map<String, Long> all() {
    Map<String, Long> all = new LinkedHashMap<>();
    counts.forEach((bound, count) -> all.put(bound.toString(), count.sum()));
    return Collections.unmodifiableMap(all);
  }
}
