package io.tidewire.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs what application code throws: the first failure of each kind with its stack trace and the
 * remedy, then only how many there were, at 10, 100, 1,000 and so on. Thread-safe.
 */
public final class FailureLog {

  private static final int MAX_KINDS = 64;
  private static final long STEP = 10;

  private final BiConsumer<String, @Nullable Throwable> sink;
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

  /**
   * Starts counting.
   *
   * @param sink writes a line: what failed and what to do, and what was thrown, or null if its kind
   *     has been logged before
   */
  public FailureLog(BiConsumer<String, @Nullable Throwable> sink) {
    this.sink = sink;
  }

  /**
   * Logs or counts a failure.
   *
   * @param what what failed, such as "the authenticator com.example.Tokens"
   * @param thrown what it threw
   * @param remedy what it means for the client, and what to do about it
   */
  public void failed(String what, Throwable thrown, String remedy) {
    String type = thrown.getClass().getName();
    String kind = counts.size() < MAX_KINDS ? what + ' ' + type : type;
    long count = counts.computeIfAbsent(kind, key -> new AtomicLong()).incrementAndGet();
    if (count == 1) {
      sink.accept(what + " has failed: " + remedy, thrown);
    } else if (isPowerOfTen(count)) {
      String times = " has failed " + count + " times with " + type;
      sink.accept(what + times + "; only the first failure is logged in full", null);
    }
  }

  private static boolean isPowerOfTen(long count) {
    long rest = count;
    while (rest % STEP == 0) {
      rest /= STEP;
    }
    return rest == 1;
  }
}
