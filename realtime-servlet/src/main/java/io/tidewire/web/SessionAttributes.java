package io.tidewire.web;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** Reads from a session that may end at any time, since a user may log out in another request. */
public final class SessionAttributes {

  private SessionAttributes() {}

  /**
   * Reads an attribute.
   *
   * @param session the session
   * @param name the attribute's name
   * @return its value; null if there is none or the session has ended
   */
  public static @Nullable Object read(HttpSession session, String name) {
    try {
      return session.getAttribute(name);
    } catch (IllegalStateException e) {
      return null;
    }
  }
}
