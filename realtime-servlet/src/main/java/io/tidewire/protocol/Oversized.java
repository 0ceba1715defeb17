package io.tidewire.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds clients that make no progress: one that refuses a message as too large (close code 1009)
 * returns with the same cursor and is sent the same message again. Remembers only the last of them.
 * Thread-safe.
 */
final class Oversized {

  static final int MESSAGE_TOO_BIG = 1009;
  static final int REMEMBERED = 1_000;

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
   * Records that a client has refused a message as too large.
   *
   * @param user the client's user, or null
   * @param cursor where the client began
   * @return whether it is the second time at this cursor, which is logged
   */
  boolean refusedAt(@Nullable String user, String cursor) {
    String place = cursor + " " + (user == null ? "" : user);
    synchronized (refused) {
      boolean again = refused.remove(place) != null;
      if (!again) {
        refused.put(place, true);
      }
      return again;
    }
  }
}
