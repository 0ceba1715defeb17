package io.tidewire.benchmarks.targets;

import io.tidewire.Hub;
import io.tidewire.Payload;
import io.tidewire.Topic;
import io.tidewire.servlet.Services;
import io.tidewire.servlet.TidewireInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Objects;
import java.util.Set;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;

/** This library with its defaults, put into the application as a container would. */
final class TidewireTarget implements Target {

  private @Nullable ServletContext application;

  @Override
  public void deploy(ServletContext context) throws ServletException {
    application = context;
    new WsSci().onStartup(Set.of(), context);
    new TidewireInitializer().onStartup(Set.of(), context);
  }

  @Override
  public void publish(String topic, String payload) {
    Object hub = Objects.requireNonNull(application).getAttribute(Services.HUB_ATTRIBUTE);
    ((Hub) hub).publish(Topic.of(topic), "tick", Payload.json(payload));
  }
}
