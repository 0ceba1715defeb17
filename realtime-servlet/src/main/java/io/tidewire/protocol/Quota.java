package io.tidewire.protocol;

import io.tidewire.limits.Bound;
import io.tidewire.limits.SlidingWindow;
import io.tidewire.window.Ticker;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the commands that callers have under way by requests of their own, and how many they send
 * in a second. Thread-safe; keeps nothing of callers that have nothing under way and have sent
 * nothing for two seconds.
 */
final class Quota {

  private static final int PERIOD_MILLIS = 1_000;
  private static final long SWEEP_MILLIS = 1_000;
  private static final long FORGOTTEN_MILLIS = 2_000;

  private final int mostUnderWay;
  private final long mostPerSecond;
  private final Ticker ticker;
  private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);
  private final Map<String, Held> byCaller = new ConcurrentHashMap<>();

  /** What one caller holds; changed within the map's computations only. */
  private static final class Held {
    private final SlidingWindow window;
    private int underWay;
    private long lastMillis;

    Held(long nowMillis) {
      window = new SlidingWindow(nowMillis, PERIOD_MILLIS);
    }
  }

  Quota(int mostUnderWay, long mostPerSecond, Ticker ticker) {
    this.ticker = ticker;
    this.mostUnderWay = mostUnderWay;
    this.mostPerSecond = mostPerSecond;
  }

  /**
   * Takes places for the commands of one request: for all of them or for none.
   *
   * @param caller who sends it
   * @param commands how many commands it has
   * @return the limit that leaves no place, or empty if they were taken, to be given back by {@link
   *     #release}
   */
  Optional<Bound> take(String caller, int commands) {
    long nowMillis = ticker.millis();
    sweep(nowMillis);
    @Nullable Bound[] reached = new @Nullable Bound[1];
    byCaller.compute(
        caller,
        (key, known) -> {
          Held held = known == null ? new Held(nowMillis) : known;
          reached[0] = reached(held, commands, nowMillis);
          if (reached[0] == null) {
            held.underWay += commands;
          }
          held.lastMillis = nowMillis;
          return held;
        });
    return Optional.ofNullable(reached[0]);
  }

  private @Nullable Bound reached(Held held, int commands, long nowMillis) {
    // One request alone is never too much: no client could know how to divide it.
    if (held.underWay > 0 && held.underWay + commands > mostUnderWay) {
      return Bound.INBOUND;
    }
    for (int i = 0; i < commands; i++) {
      if (!held.window.tryAdd(nowMillis, mostPerSecond)) {
        return Bound.MESSAGES;
      }
    }
    return null;
  }

  /** Gives places back. */
  void release(String caller, int commands) {
    byCaller.computeIfPresent(
        caller,
        (key, held) -> {
          held.underWay -= commands;
          return held;
        });
  }

  /** Forgets, once a second at most, callers that have sent nothing lately. */
  private void sweep(long nowMillis) {
    long due = nextSweep.get();
    if (nowMillis < due || !nextSweep.compareAndSet(due, nowMillis + SWEEP_MILLIS)) {
      return;
    }
    for (String caller : byCaller.keySet()) {
      byCaller.computeIfPresent(
          caller,
          (key, held) ->
              held.underWay == 0 && nowMillis - held.lastMillis >= FORGOTTEN_MILLIS ? null : held);
    }
  }

  /** {@return how many callers something is kept of} */
  int callers() {
    return byCaller.size();
  }
}
