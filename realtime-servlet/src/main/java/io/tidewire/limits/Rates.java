package io.tidewire.limits;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what each of many may do in a period, such as how often an address may connect. Keeps
 * something only of those that have done anything in the last two periods. Thread-safe.
 *
 * <p>Keeps a bounded number of them. If that many are busy, what a further one does is not counted:
 * a flood from so many networks is for what stands in front of this server.
 *
 * @param <K> what tells them apart
 */
public final class Rates<K> {

  /** So many names of one are remembered in a period; each use of a further one counts. */
  static final int NAMES = 16;

  private static final int[] NONE = {};

  private final long most;
  private final int period;
  private final int keys;
  private final ConcurrentHashMap<K, Usage> usages = new ConcurrentHashMap<>();
  private volatile long swept = Long.MIN_VALUE;

  /** Holds what one has done; guarded by the entry of the map. */
  private static final class Usage {

    private final SlidingWindow window;
    private long namesSince;
    private int[] names = NONE;

    Usage(long now, int period) {
      this.window = new SlidingWindow(now, period);
    }

    boolean tryAdd(@Nullable String name, long now, long most) {
      if (name == null) {
        return window.tryAdd(now, most);
      }
      forgetNames(window.presentAt(now));
      // Another name of the same hash gains no more than this one.
      int hash = name.hashCode();
      if (Arrays.stream(names).anyMatch(known -> known == hash)) {
        return true;
      }
      boolean passes = window.tryAdd(now, most);
      if (passes && names.length < NAMES) {
        names = Arrays.copyOf(names, names.length + 1);
        names[names.length - 1] = hash;
      }
      return passes;
    }

    private void forgetNames(long present) {
      if (present != namesSince) {
        namesSince = present;
        names = NONE;
      }
    }
  }

  /**
   * Creates rates of zero.
   *
   * @param most how often each may do it in a period, or {@link LimitSettings#OFF}
   * @param periodMillis how long a period is
   * @param keys of how many something is kept
   */
  public Rates(long most, int periodMillis, int keys) {
    this.most = most;
    this.period = periodMillis;
    this.keys = keys;
  }

  /**
   * Counts one more, unless that is too many.
   *
   * @param key who does it
   * @param nowMillis the time, as of any clock that does not go back
   * @return false if it is too many; then it is not counted
   */
  public boolean tryAdd(K key, long nowMillis) {
    return tryAdd(key, null, nowMillis);
  }

  /**
   * Counts one more, unless that is too many, or it has counted already in this period.
   *
   * @param key who does it
   * @param name what counts once in a period, or null if each counts
   * @param nowMillis the time
   * @return false if it is too many
   */
  public boolean tryAdd(K key, @Nullable String name, long nowMillis) {
    if (most == LimitSettings.OFF) {
      return true;
    }
    boolean hasRoom = usages.size() < keys || makeRoom(nowMillis);
    boolean[] passes = {true};
    usages.compute(
        key,
        (k, known) -> {
          if (known == null && !hasRoom) {
            return null;
          }
          Usage usage = known == null ? new Usage(nowMillis, period) : known;
          passes[0] = usage.tryAdd(name, nowMillis, most);
          return usage;
        });
    return passes[0];
  }

  private boolean makeRoom(long now) {
    sweep(now);
    return usages.size() < keys;
  }

  /**
   * Forgets those that have done nothing lately; does so at most once in a period.
   *
   * @param nowMillis the time
   */
  public void sweep(long nowMillis) {
    if (!usages.isEmpty() && (swept == Long.MIN_VALUE || nowMillis - swept >= period)) {
      swept = nowMillis;
      for (K key : usages.keySet()) {
        usages.computeIfPresent(key, (k, usage) -> usage.window.isOver(nowMillis) ? null : usage);
      }
    }
  }

  /** {@return of how many something is kept} */
  public int size() {
    return usages.size();
  }
}
