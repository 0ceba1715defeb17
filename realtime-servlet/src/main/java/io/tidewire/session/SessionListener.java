package io.tidewire.session;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/** Hears that sessions end, and that their ids change, as at every sign-in. Keeps none of them. */
public final class SessionListener implements HttpSessionListener, HttpSessionIdListener {

  /** Called by the container. */
  public SessionListener() {}

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    HttpSession session = event.getSession();
    SessionWatch watch = SessionWatch.of(session.getServletContext());
    if (watch != null) {
      watch.ended(session.getId());
    }
  }

  @Override
  public void sessionIdChanged(HttpSessionEvent event, String oldId) {
    HttpSession session = event.getSession();
    SessionWatch watch = SessionWatch.of(session.getServletContext());
    if (watch != null) {
      watch.renamed(oldId, session.getId());
    }
  }
}
