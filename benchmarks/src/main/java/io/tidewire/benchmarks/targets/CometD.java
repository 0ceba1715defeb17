package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Objects;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.http.JSONHttpTransport;
import org.cometd.server.http.jakarta.CometDServlet;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.util.ajax.JSON;
import org.jspecify.annotations.Nullable;

/** CometD with its defaults, but for clients that send no cookie to prove who they are. */
final class CometD implements Target {

  private @Nullable ServletContext application;

  @Override
  public void deploy(ServletContext context) {
    application = context;
    ServletRegistration.Dynamic servlet =
        context.addServlet("cometd", new Servlet(context.getAttribute(Context.class.getName())));
    servlet.setAsyncSupported(true);
    servlet.setLoadOnStartup(1);
    servlet.addMapping("/cometd/*");
    servlet.setInitParameter("cometdURLMapping", "/cometd/*");
    servlet.setInitParameter(
        "transports",
        JettyWebSocketTransport.class.getName() + "," + JSONHttpTransport.class.getName());
    servlet.setInitParameter("trustClientSession", "true");
    servlet.setInitParameter("maxSessionsPerBrowser", "-1");
  }

  @Override
  public void publish(String topic, String payload) {
    Object attribute = Objects.requireNonNull(application).getAttribute(BayeuxServer.ATTRIBUTE);
    ServerChannel channel = ((BayeuxServer) attribute).getChannel("/" + topic);
    if (channel != null) {
      channel.publish(null, new JSON.Literal(payload), Promise.noop());
    }
  }

  /** Lets the WebSocket transport find its container. */
  private static final class Servlet extends CometDServlet {

    private static final long serialVersionUID = 1L;

    private final transient Object jetty;

    Servlet(Object jetty) {
      this.jetty = jetty;
    }

    @Override
    protected BayeuxServer newBayeuxServer() {
      BayeuxServerImpl server = new BayeuxServerImpl();
      server.setOption(Context.class.getName(), jetty);
      return server;
    }
  }
}
