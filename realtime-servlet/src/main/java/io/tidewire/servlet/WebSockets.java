package io.tidewire.servlet;

import io.tidewire.carrier.Sessions;
import io.tidewire.settings.Settings;
import io.tidewire.upgrade.UpgradeServlet;
import io.tidewire.web.WebApplication;
import io.tidewire.websocket.WebSocketEndpoint;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Opens an application to WebSockets, if the container has any. */
final class WebSockets {

  private static final System.Logger LOG = System.getLogger(WebSockets.class.getName());
  private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

  private WebSockets() {}

  static boolean areOffered(ServletContext context, Settings settings) {
    return settings.http().webSocket().upgrade() || context.getAttribute(CONTAINER) != null;
  }

  /** {@return the sessions of an application, to be closed with it; empty without WebSockets} */
  static Optional<Sessions> sessions(ServletContext context, Settings settings) {
    if (areOffered(context, settings)) {
      return Optional.of(
          new Sessions(
              ContainerThreads.named("tidewire-websocket", settings),
              settings.http().webSocket().closeTimeout()));
    }
    LOG.log(
        System.Logger.Level.INFO,
        "This container has no WebSockets for web application ''{0}'': its clients use SSE and long"
            + " polling",
        context.getContextPath());
    return Optional.empty();
  }

  /** Accepts WebSockets from now on. */
  static void open(ServletContext context, WebApplication application, Sessions sessions) {
    if (application.settings().http().webSocket().upgrade()) {
      UpgradeServlet.open(context, application, sessions);
    } else {
      WebSocketEndpoint.add(context.getAttribute(CONTAINER), application, sessions);
    }
  }
}
