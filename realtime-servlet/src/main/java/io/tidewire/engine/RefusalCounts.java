package io.tidewire.engine;

import io.tidewire.wire.ErrorCode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts refusals by their code, which is one of the few of {@link ErrorCode}: no text of a client
 * or an application gets here. Thread-safe.
 */
final class RefusalCounts {

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  RefusalCounts() {
    for (ErrorCode code : ErrorCode.values()) {
      counts.put(code.code(), new LongAdder());
    }
  }

  void count(String code) {
    counts.computeIfAbsent(code, first -> new LongAdder()).increment();
  }

  /** {@return how often each code was given so far, zeros included} */
  Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((code, count) -> all.put(code, count.sum()));
    return Collections.unmodifiableMap(all);
  }
}
