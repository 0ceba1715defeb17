package io.tidewire.it.app.echo;

import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.upgrade.UpgradeServlet;
import io.tidewire.web.WebApplication;
import io.tidewire.websocket.WebSocketEndpoint;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;

/** Speaks {@link EchoProtocol} at {@code /echo} and, over upgraded requests, {@code /upgraded}. */
@WebListener
public final class EchoListener implements ServletContextListener, ServletContextAttributeListener {

  private static final String UPGRADED = "upgraded";

  private final Sessions sessions = new Sessions(Thread::new, Duration.ofSeconds(1));

  /** Called by the container. */
  public EchoListener() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    event.getServletContext().addServlet(UPGRADED, UpgradeServlet.class).addMapping("/" + UPGRADED);
  }

  /** Begins when Tidewire has started, which follows the application's own listeners. */
  @Override
  public void attributeAdded(ServletContextAttributeEvent event) {
    if (event.getValue() instanceof WebApplication application) {
      ServletContext context = event.getServletContext();
      SocketProtocol echo = new EchoProtocol(application.attachment());
      WebSocketEndpoint.add(
          context.getAttribute("jakarta.websocket.server.ServerContainer"),
          "/echo",
          echo,
          application,
          sessions);
      UpgradeServlet.open(context, UPGRADED, echo, application, sessions);
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    sessions.close();
  }
}
