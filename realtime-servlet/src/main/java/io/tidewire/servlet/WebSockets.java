package io.tidewire.servlet;

import io.tidewire.upgrade.UpgradeServlet;
import io.tidewire.web.WebApplication;
import io.tidewire.websocket.Sessions;
import io.tidewire.websocket.WebSocketEndpoint;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Opens an application to WebSockets, where there are any. */
final class WebSockets {

  private static final System.Logger LOG = System.getLogger(WebSockets.class.getName());
  private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

  private WebSockets() {}

  static boolean areOffered(ServletContext context, WebApplication application) {
    return application.settings().http().webSocket().upgrade()
        || context.getAttribute(CONTAINER) != null;
  }

  /** What is to be closed with the application, or empty without WebSockets. */
  static Optional<AutoCloseable> open(ServletContext context, WebApplication application) {
    if (!areOffered(context, application)) {
      LOG.log(
          System.Logger.Level.INFO,
          "this container offers no WebSockets to ''{0}'': clients get SSE and long polling",
          context.getContextPath());
      return Optional.empty();
    }
    Sessions sessions =
        new Sessions(
            ContainerThreads.named("tidewire-websocket", application.settings()),
            application.settings().http().webSocket().closeTimeout());
    if (application.settings().http().webSocket().upgrade()) {
      UpgradeServlet.open(context, sessions);
    } else {
      WebSocketEndpoint.add(context.getAttribute(CONTAINER), application, sessions);
    }
    return Optional.of(sessions);
  }
}
