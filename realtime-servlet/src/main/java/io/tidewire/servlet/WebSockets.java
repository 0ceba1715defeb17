package io.tidewire.servlet;

import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.chain.ChainSetup;
import io.tidewire.settings.Settings;
import io.tidewire.settings.Upgrade;
import io.tidewire.upgrade.UpgradeServlet;
import io.tidewire.web.WebApplication;
import io.tidewire.websocket.PeerListener;
import io.tidewire.websocket.UpgradeFilter;
import io.tidewire.websocket.WebSocketEndpoint;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Opens an application to WebSockets, if the container has any or its requests are upgraded. Kept
 * in the servlet context. For the thread that starts the application, but for {@link
 * #areOfferedBy}.
 */
final class WebSockets {

  private static final System.Logger LOG = System.getLogger(WebSockets.class.getName());
  private static final String ATTRIBUTE = WebSockets.class.getName();
  private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

  /** The name of the servlet that upgrades requests. */
  private static final String SERVLET = ChainSetup.OWN + "ws";

  private final ServletContext context;
  private final Settings settings;
  private final String path;
  private volatile WebSocketRoad road;

  private WebSockets(ServletContext context, Settings settings) {
    this.context = context;
    this.settings = settings;
    this.path = settings.http().path() + "/ws";
    this.road =
        WebSocketRoad.of(settings.http().webSocket(), String.valueOf(context.getServerInfo()));
  }

  /** Decides what carries the WebSockets of an application. */
  static WebSockets of(ServletContext context, Settings settings) {
    WebSockets created = new WebSockets(context, settings);
    context.setAttribute(ATTRIBUTE, created);
    return created;
  }

  /** {@return whether clients can open WebSockets to an application} */
  static boolean areOfferedBy(ServletContext context) {
    return context.getAttribute(ATTRIBUTE) instanceof WebSockets own && own.areOffered();
  }

  private boolean areOffered() {
    return road.upgraded() || context.getAttribute(CONTAINER) != null;
  }

  /** Registers what sees the handshakes; possible only while the container still allows it. */
  void register() {
    if (road.upgraded()) {
      registerServlet();
    }
    if (!road.upgraded()) {
      registerFilter();
    }
  }

  private void registerServlet() {
    ServletRegistration.Dynamic servlet = context.addServlet(SERVLET, UpgradeServlet.class);
    servlet.setAsyncSupported(true);
    boolean taken = !servlet.addMapping(path).isEmpty();
    if (taken && settings.http().webSocket().upgrade() == Upgrade.AUTO) {
      road = road.blocked("the application has a servlet of its own at " + path);
    }
  }

  private void registerFilter() {
    FilterRegistration.Dynamic upgrade =
        context.addFilter(ChainSetup.OWN + "upgrade", UpgradeFilter.class);
    upgrade.setAsyncSupported(true);
    upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, path);
    try {
      context.addListener(PeerListener.class);
    } catch (RuntimeException e) {
      // Containers refuse a listener at this time with exceptions of their own.
      LOG.log(
          System.Logger.Level.DEBUG,
          "no listener, so WebSockets may count for no limit by address",
          e);
    }
  }

  /** {@return the sessions of the application, to be closed with it; empty without WebSockets} */
  Optional<Sessions> sessions() {
    if (areOffered()) {
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
  void open(WebApplication application, SocketProtocol protocol, Sessions sessions) {
    Object container = context.getAttribute(CONTAINER);
    if (road.upgraded()) {
      UpgradeServlet.open(context, SERVLET, protocol, application, sessions);
      warnOf(UnheededSettings.of(context, container));
    } else {
      WebSocketEndpoint.add(container, path, protocol, application, sessions);
    }
  }

  private void warnOf(List<String> unheeded) {
    if (!unheeded.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "These settings of the container''s WebSockets do not apply to those of web application"
              + " ''{0}'', which are upgraded requests: {1}. With realtime.websocket.upgrade=false"
              + " they do.",
          context.getContextPath(),
          String.join(", ", unheeded));
    }
  }

  /**
   * Sends clients away before the server closes their WebSockets, if it says when.
   *
   * @return ends that, to be closed before the application; empty where it is not needed
   */
  Optional<AutoCloseable> sendAwayInTime(WebApplication application, Sessions sessions) {
    if (road.upgraded()) {
      return Optional.empty();
    }
    return Suspension.watch(
        () -> {
          application.attachment().closeWebSockets();
          sessions.awaitNone();
        });
  }

  /** {@return what carries them, and why, for the log} */
  String inWords() {
    return areOffered() ? road.inWords() : "none";
  }
}
