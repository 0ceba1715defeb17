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

  /**
   * Whether a server needs this, whatever the setting says. While one of a session's requests is
   * open, as a stream, a poll and a WebSocket are, GlassFish and what stems from it do not let it
   * time out, and Open Liberty only after three times its timeout.
   *
   * @param serverInfo what the context tells of its server
   * @return whether only this ends in time what stands on a session that is used no longer
   */
  public static boolean isNeededOn(String serverInfo) {
    return serverInfo.contains("GlassFish")
        || serverInfo.contains("Payara")
        || serverInfo.contains("Liberty");
  }

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
