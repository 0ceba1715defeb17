package io.tidewire.it.app;

import io.tidewire.Hub;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Topic;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Asks for the hub while the application starts, and publishes at once. */
@WebListener
public final class EarlyListener implements ServletContextListener {

  /** Called by the container. */
  public EarlyListener() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Hub hub = (Hub) event.getServletContext().getAttribute("io.tidewire.Hub");
    publish(hub, "1");
    publish(hub.afterCommit(), "2");
  }

  private static void publish(Hub hub, String json) {
    Object unused =
        hub.publish(Message.to(Topic.of("open/early"), "early", Payload.json(json)).build());
  }
}
