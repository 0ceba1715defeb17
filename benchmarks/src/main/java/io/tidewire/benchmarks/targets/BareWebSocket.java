package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.function.Function;

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
    SharedEndpoint.deploy(application, PATH, new Sessions());
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
}
