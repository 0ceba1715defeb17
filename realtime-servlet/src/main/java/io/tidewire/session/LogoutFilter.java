package io.tidewire.session;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a request of a session with connections has signed its user out, or another one in,
 * without an end of the session. Requests pass it unchanged. It asks for the session only if the
 * user is another behind the chain than in front of it; all other requests cost one look-up.
 */
public final class LogoutFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** Called by the container. */
  public LogoutFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String id = request.getRequestedSessionId();
    SessionWatch watch = id == null ? null : SessionWatch.of(request.getServletContext());
    if (id == null || watch == null || !watch.knows(id)) {
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
    boolean changed = !Objects.equals(before, after);
    String session = changed ? present(request, id) : id;
    if (after == null && before != null) {
      watch.signedOut(session);
    } else if (after != null && (changed || !bringsCredentials(request))) {
      watch.signedIn(session, after);
    }
  }

  /** {@return whether the user may be that of the request alone, and not the session's} */
  private static boolean bringsCredentials(HttpServletRequest request) {
    return request.getHeader("Authorization") != null;
  }

  /** {@return the id that the session has now: a sign-in changes it} */
  private static String present(HttpServletRequest request, String id) {
    HttpSession session = request.getSession(false);
    return session == null ? id : session.getId();
  }
}
