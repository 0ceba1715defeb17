package io.tidewire.websocket;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells of clients that get no further: one that refuses a message as too large (close code 1009)
 * comes back at the same cursor, and is sent the same message again. Remembers the last of them
 * only. Thread-safe.
 */
final class Oversized {

  static final int MESSAGE_TOO_BIG = 1009;
  static final int REMEMBERED = 1_000;

  private static final System.Logger LOG = System.getLogger(Oversized.class.getName());

  private final Map<String, Boolean> refused =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  Oversized() {}

  /**
   * A client has refused a message as too large.
   *
   * @param user the client's, or null
   * @param cursor where it had begun
   * @return whether it is the second time at this place, which is logged
   */
  boolean refusedAt(@Nullable String user, String cursor) {
    String place = cursor + " " + (user == null ? "" : user);
    boolean again;
    synchronized (refused) {
      again = refused.remove(place) != null;
      if (!again) {
        refused.put(place, true);
      }
    }
    if (again) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a WebSocket client of {0} closed twice with 1009 (message too big) at cursor {1}: an"
              + " event there exceeds what it takes; enlarge the client''s buffer, or open with"
              + " ws?max=BYTES if it is messages of several events that are too large",
          user == null ? "an anonymous user" : "user '" + user + "'",
          cursor);
    }
    return again;
  }
}
