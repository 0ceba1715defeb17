package io.tidewire.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Remembers when each session with connections was last used for anything but push. Push is seen by
 * the container as use of the session, so that its own timeout would never come. Thread-safe.
 */
final class Activity {

  /** How long a session is remembered whose first connection is being opened. */
  private static final long OPENING_MILLIS = 60_000;

  private record Use(long at, long timeoutMillis) {

    boolean isOver(long now) {
      return now - at > timeoutMillis;
    }
  }

  private final Map<String, Use> uses = new ConcurrentHashMap<>();

  /** Notes that a session is used for push, and how long its user may do nothing else. */
  void push(String id, long timeoutMillis, long now) {
    uses.compute(id, (key, known) -> new Use(known == null ? now : known.at, timeoutMillis));
  }

  /** Notes that a session is used for something else, if it is used for push as well. */
  void other(String id, long now) {
    uses.computeIfPresent(id, (key, known) -> new Use(now, known.timeoutMillis));
  }

  void renamed(String before, String after) {
    Use known = uses.remove(before);
    if (known != null) {
      uses.put(after, known);
    }
  }

  void ended(String id) {
    uses.remove(id);
  }

  /**
   * Forgets the sessions that have no connections.
   *
   * @param hasConnections tells whether a session has any
   * @return the sessions that have been used for nothing but push for too long
   */
  List<String> idle(Predicate<String> hasConnections, long now) {
    List<String> idle = new ArrayList<>(0);
    uses.forEach(
        (id, use) -> {
          if (hasConnections.test(id)) {
            if (use.isOver(now)) {
              idle.add(id);
            }
          } else if (now - use.at > OPENING_MILLIS) {
            // Not by remove(Object, Object), which compares records: JDK 17 keeps the class of
            // those.
            uses.computeIfPresent(id, (key, present) -> present.at == use.at ? null : present);
          }
        });
    return idle;
  }
}
