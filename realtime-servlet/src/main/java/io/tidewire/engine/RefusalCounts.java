package io.tidewire.engine;

import io.tidewire.wire.ErrorCode;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Counts refusals by their code, where clients are told of them, so that each counts once. A code
 * of the application's own is not counted: whoever counts has one number for each {@link
 * ErrorCode}. Thread-safe.
 */
final class RefusalCounts {

  private final Map<String, LongAdder> counts =
      Arrays.stream(ErrorCode.values())
          .collect(Collectors.toUnmodifiableMap(ErrorCode::code, code -> new LongAdder()));

  void count(String code) {
    LongAdder count = counts.get(code);
    if (count != null) {
      count.increment();
    }
  }

  /** {@return how often each code was given so far, zeros included} */
  Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((code, count) -> all.put(code, count.sum()));
    return Collections.unmodifiableMap(all);
  }
}
