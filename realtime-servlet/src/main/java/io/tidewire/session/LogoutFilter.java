package io.tidewire.session;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a request of a session with connections has signed its user out, or another one in,
 * without an end of the session. Requests pass it unchanged. It asks for the session only if that
 * has another id behind the chain than in front of it; all other requests cost a look-up.
 */
public final class LogoutFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** Called by the container. */
  public LogoutFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String named = request.getRequestedSessionId();
    SessionWatch watch = named == null ? null : SessionWatch.of(request.getServletContext());
    String id = named == null || watch == null ? null : watch.known(named);
    if (watch == null || id == null) {
      chain.doFilter(request, response);
      return;
    }
    String before = principal(request);
    try {
      chain.doFilter(request, response);
    } finally {
      compare(watch, request, id, before);
    }
  }

  private static @Nullable String principal(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    return principal == null ? null : principal.getName();
  }

  private static void compare(
      SessionWatch watch, HttpServletRequest request, String id, @Nullable String before) {
    String after = principal(request);
    String session = present(watch, request, id);
    if (after == null && before != null) {
      watch.signedOut(session);
    } else if (after != null && (!after.equals(before) || !bringsCredentials(request))) {
      watch.signedIn(session, after);
    }
  }

  /** {@return whether the user may be that of the request alone, and not the session's} */
  private static boolean bringsCredentials(HttpServletRequest request) {
    return request.getHeader("Authorization") != null;
  }

  /**
   * Returns the id that the session has now: a sign-in changes it. WildFly 26 tells no listener of
   * that, so its connections follow it here. They do not follow to a session that has just begun,
   * which only takes the place of the one that they came from.
   */
  private static String present(SessionWatch watch, HttpServletRequest request, String id) {
    // After a change Tomcat says that the new one was named, others that the old one was.
    String named = request.getRequestedSessionId();
    if (named != null && id.equals(watch.known(named)) && request.isRequestedSessionIdValid()) {
      return id;
    }
    HttpSession session = request.getSession(false);
    try {
      if (session == null || session.isNew()) {
        return id;
      }
      String present = session.getId();
      if (watch.knows(id)) {
        watch.renamed(id, present);
      }
      return present;
    } catch (IllegalStateException e) {
      // It has ended since it was asked for, of which the listener hears.
      return id;
    }
  }
}
