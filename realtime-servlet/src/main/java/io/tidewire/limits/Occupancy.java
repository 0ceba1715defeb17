package io.tidewire.limits;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of one user or address. A client that polls and names itself counts once,
 * since its next poll may come before the end of the one before; but only for so many polls, or a
 * name would be a way round every limit. Not thread-safe.
 */
public final class Occupancy {

  /** So many polls of one client count once; each further one counts as well. */
  public static final int POLLS_OF_ONE = 6;

  private long used;
  private @Nullable Map<String, Integer> polls;

  /** Creates a count of zero. */
  public Occupancy() {}

  /**
   * Returns the count with one connection more.
   *
   * @param client the client if it polls and names itself, else null
   * @return how much would be used
   */
  public long with(@Nullable String client) {
    return used + (isShared(polls(client) + 1) ? 0 : 1);
  }

  /**
   * Counts one connection more.
   *
   * @param client as above
   */
  public void add(@Nullable String client) {
    int count = polls(client) + 1;
    if (client != null) {
      set(client, count);
    }
    used += isShared(count) ? 0 : 1;
  }

  /**
   * Counts one connection less.
   *
   * @param client as it was added
   */
  public void remove(@Nullable String client) {
    int count = polls(client);
    if (client != null) {
      set(client, count - 1);
    }
    used -= isShared(count) ? 0 : 1;
  }

  /** {@return whether the last poll of so many of one client is covered by the first} */
  private static boolean isShared(int count) {
    return count > 1 && count <= POLLS_OF_ONE;
  }

  private int polls(@Nullable String client) {
    return client == null || polls == null ? 0 : polls.getOrDefault(client, 0);
  }

  private void set(String client, int count) {
    Map<String, Integer> counts = polls;
    if (counts == null) {
      counts = new HashMap<>(2);
      polls = counts;
    }
    if (count > 0) {
      counts.put(client, count);
    } else {
      counts.remove(client);
    }
  }

  /** {@return how much is used} */
  public long used() {
    return used;
  }
}
