package io.tidewire.session;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests for push from all others, by their path. Of the others it asks for the id of the
 * session that the client names, and touches neither them nor the session.
 */
public final class ActivityListener implements ServletRequestListener {

  private static final long MILLIS = 1_000;

  /** Called by the container. */
  public ActivityListener() {}

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    SessionWatch watch = SessionWatch.of(event.getServletContext());
    if (watch == null || !(event.getServletRequest() instanceof HttpServletRequest request)) {
      return;
    }
    String id = request.getRequestedSessionId();
    if (id == null) {
      return;
    }
    if (watch.isPush(request.getContextPath(), request.getRequestURI())) {
      push(watch, request.getSession(false));
    } else {
      watch.used(id);
    }
  }

  /** A session without a timeout is never idle. */
  private static void push(SessionWatch watch, @Nullable HttpSession session) {
    if (session != null && session.getMaxInactiveInterval() > 0) {
      watch.pushed(session.getId(), MILLIS * session.getMaxInactiveInterval());
    }
  }
}
