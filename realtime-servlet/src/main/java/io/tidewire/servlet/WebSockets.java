package io.tidewire.servlet;

import io.tidewire.web.WebApplication;
import io.tidewire.websocket.Sessions;
import io.tidewire.websocket.WebSocketEndpoint;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Adds the WebSocket endpoint where the container has WebSockets. */
final class WebSockets {

  private static final System.Logger LOG = System.getLogger(WebSockets.class.getName());
  private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

  private WebSockets() {}

  static boolean isOffered(ServletContext context) {
    return context.getAttribute(CONTAINER) != null;
  }

  /** Adds the endpoint; what is to be closed with it, or empty without WebSockets. */
  static Optional<AutoCloseable> addEndpoint(ServletContext context, WebApplication application) {
    Object container = context.getAttribute(CONTAINER);
    if (container == null) {
      LOG.log(
          System.Logger.Level.INFO,
          "this container offers no WebSockets to ''{0}'': clients get SSE and long polling",
          context.getContextPath());
      return Optional.empty();
    }
    Sessions sessions =
        new Sessions(ContainerThreads.named("tidewire-websocket", application.settings()));
    WebSocketEndpoint.add(container, application, sessions);
    return Optional.of(sessions);
  }
}
