package io.tidewire.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Logs what application code throws: the first failure of each kind with its stack trace and the
 * remedy, then only how many there were, at 10, 100, 1,000 and so on. Thread-safe.
 */
public final class FailureLog {

  private static final int MAX_KINDS = 64;
  private static final long STEP = 10;

  private final Sink sink;
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

  /** Writes the lines. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Logs a failure.
     *
     * @param message what failed, and what to do
     * @param thrown what was thrown, or null if its kind has been logged before
     */
    void log(String message, @Nullable Throwable thrown);
  }

  /**
   * Starts counting.
   *
   * @param sink writes the lines
   */
  public FailureLog(Sink sink) {
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
      sink.log(what + " has failed: " + remedy, thrown);
    } else if (isPowerOfTen(count)) {
      String times = " has failed " + count + " times with " + type;
      sink.log(what + times + "; only the first failure is logged in full", null);
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
