package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.tomcat.websocket.server.WsSci;

/** A JSR-356 endpoint without anything of ours, which sends the payload alone. */
final class BareWebSocket implements Target {

  private static final String PATH = "/ws/{group}/{topic}";

  private final Lanes lanes = new Lanes(false);
  private final Function<Session, Receiver> sending;

  BareWebSocket(Function<Session, Receiver> sending) {
    this.sending = sending;
  }

  @Override
  public void deploy(ServletContext application) throws ServletException {
    new WsSci().onStartup(Set.of(), application);
    Object container = application.getAttribute(ServerContainer.class.getName());
    ServerEndpointConfig config =
        ServerEndpointConfig.Builder.create(Sessions.class, PATH)
            .configurator(new Instances(new Sessions()))
            .build();
    try {
      ((ServerContainer) Objects.requireNonNull(container)).addEndpoint(config);
    } catch (DeploymentException e) {
      throw new IllegalStateException("Tomcat refuses the endpoint", e);
    }
  }

  @Override
  public void publish(String topic, String payload) {
    lanes.publish(topic, payload);
  }

  private final class Sessions extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.setMaxIdleTimeout(0);
      String topic =
          session.getPathParameters().get("group") + "/" + session.getPathParameters().get("topic");
      lanes.next().add(topic, sending.apply(session));
    }
  }

  private static final class Instances extends ServerEndpointConfig.Configurator {
    private final Endpoint endpoint;

    Instances(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(endpoint);
    }
  }
}
