package io.tidewire.window;

import io.tidewire.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the positions of idempotency keys for five minutes, of a bounded number of keys. Not
 * thread-safe.
 *
 * <h2>Whose key goes when there are too many</h2>
 *
 * <p>The scope of a key is what stands in front of its first dot: nothing for the application's own
 * code, and something else for each user or client. The oldest key of the scope that has most is
 * forgotten, so that one client that floods the log with keys does not make the resent messages of
 * others be stored twice.
 */
final class IdempotencyKeys {

  private static final long KNOWN_MILLIS = Duration.ofMinutes(5).toMillis();

  private record Known(Position position, long at) {}

  private final int most;
  private final Map<String, Known> known = new LinkedHashMap<>();

  /** The keys of each scope, the oldest first. */
  private final Map<String, Queue<String>> scopes = new HashMap<>();

  /** The scopes that have so many keys. */
  private final NavigableMap<Integer, Set<String>> bySize = new TreeMap<>();

  /**
   * Creates an empty memory.
   *
   * @param most how many keys are remembered at most
   */
  IdempotencyKeys(int most) {
    this.most = most;
  }

  /** {@return the position that a key stands for, or null if it is not known} */
  @Nullable Position find(String key, long now) {
    Iterator<Map.Entry<String, Known>> oldest = known.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<String, Known> entry = oldest.next();
      if (now - entry.getValue().at < KNOWN_MILLIS) {
        break;
      }
      oldest.remove();
      String unused = removeOldest(scope(entry.getKey()));
    }
    Known found = known.get(key);
    return found == null ? null : found.position;
  }

  /** Remembers a key that is not known. */
  void add(String key, Position position, long now) {
    if (known.size() >= most) {
      known.remove(removeOldest(bySize.lastEntry().getValue().iterator().next()));
    }
    known.put(key, new Known(position, now));
    String scope = scope(key);
    Queue<String> keys = scopes.computeIfAbsent(scope, none -> new ArrayDeque<>(2));
    keys.add(key);
    move(scope, keys.size() - 1, keys.size());
  }

  /** Removes the oldest key of a scope, which has one. */
  private String removeOldest(String scope) {
    Queue<String> keys = Objects.requireNonNull(scopes.get(scope), scope);
    String oldest = keys.remove();
    move(scope, keys.size() + 1, keys.size());
    if (keys.isEmpty()) {
      scopes.remove(scope);
    }
    return oldest;
  }

  private void move(String scope, int from, int to) {
    Set<String> others = bySize.get(from);
    if (others != null) {
      others.remove(scope);
      if (others.isEmpty()) {
        bySize.remove(from);
      }
    }
    if (to > 0) {
      bySize.computeIfAbsent(to, none -> new LinkedHashSet<>()).add(scope);
    }
  }

  private static String scope(String key) {
    return key.substring(0, Math.max(0, key.indexOf('.')));
  }

  int size() {
    return known.size();
  }

  void clear() {
    known.clear();
    scopes.clear();
    bySize.clear();
  }
}
