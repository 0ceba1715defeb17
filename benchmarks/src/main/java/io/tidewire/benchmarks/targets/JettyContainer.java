package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContainerInitializer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** An embedded Jetty with its own WebSockets, on which CometD is at home. */
final class JettyContainer implements Container {

  private static final int ACCEPT_QUEUE = 20_000;

  @Override
  public int start(ServletContainerInitializer application) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    server.setHandler(context);
    context.insertHandler(WebSocketUpgradeHandler.from(server, context));
    context.addServletContainerInitializer(
        (classes, servlets) -> {
          servlets.setAttribute(Context.class.getName(), context.getContext());
          application.onStartup(classes, servlets);
        });
    server.start();
    return connector.getLocalPort();
  }
}
