package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Objects;
import java.util.Set;
import org.apache.tomcat.websocket.server.WsSci;

/** One endpoint for all sessions of a path. */
final class SharedEndpoint extends ServerEndpointConfig.Configurator {

  private final Endpoint endpoint;

  private SharedEndpoint(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Adds it to an application on Tomcat that has no other. */
  static void deploy(ServletContext application, String path, Endpoint endpoint)
      throws ServletException {
    new WsSci().onStartup(Set.of(), application);
    Object container = application.getAttribute(ServerContainer.class.getName());
    ServerEndpointConfig config =
        ServerEndpointConfig.Builder.create(endpoint.getClass(), path)
            .configurator(new SharedEndpoint(endpoint))
            .build();
    try {
      ((ServerContainer) Objects.requireNonNull(container)).addEndpoint(config);
    } catch (DeploymentException e) {
      throw new IllegalStateException("Tomcat refuses the endpoint", e);
    }
  }

  @Override
  public <T> T getEndpointInstance(Class<T> type) {
    return type.cast(endpoint);
  }
}
