package io.tidewire.servlet;

import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.chain.ChainSetup;
import io.tidewire.inbound.Addresses;
import io.tidewire.protocol.TidewireProtocol;
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

  /** The name of the servlet that upgrades requests. */
  private static final String SERVLET = ChainSetup.OWN + "ws";

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
  static void open(
      ServletContext context, WebApplication application, Addresses addresses, Sessions sessions) {
    SocketProtocol protocol = new TidewireProtocol(application, addresses);
    if (application.settings().http().webSocket().upgrade()) {
      UpgradeServlet.open(context, SERVLET, protocol, application, sessions);
    } else {
      String path = application.settings().http().path() + "/ws";
      Object container = context.getAttribute(CONTAINER);
      WebSocketEndpoint.add(container, path, protocol, application, sessions);
    }
  }

  /**
   * Sends clients away before the server closes their WebSockets, if it says when.
   *
   * @return ends that, to be closed before the application; empty where it is not needed
   */
  static Optional<AutoCloseable> sendAwayInTime(WebApplication application, Sessions sessions) {
    if (application.settings().http().webSocket().upgrade()) {
      return Optional.empty();
    }
    return Suspension.watch(
        () -> {
          application.attachment().closeWebSockets();
          sessions.awaitNone();
        });
  }
}
