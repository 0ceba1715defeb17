package io.tidewire.websocket;

import io.tidewire.carrier.Opening;
import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.web.Gate;
import io.tidewire.web.PlainQuery;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/**
 * Checks the handshake. It cannot choose the status of a refusal, so it passes the refusal to the
 * endpoint, which sends it before anything else.
 */
final class UpgradeConfigurator extends ServerEndpointConfig.Configurator {

  private final WebApplication application;
  private final SocketProtocol protocol;
  private final Sessions sessions;
  private final Openings openings;

  UpgradeConfigurator(WebApplication application, SocketProtocol protocol, Sessions sessions) {
    this.application = application;
    this.protocol = protocol;
    this.sessions = sessions;
    this.openings = new Openings(application.gate().secret());
  }

  @Override
  public <T> T getEndpointInstance(Class<T> endpointClass) {
    return endpointClass.cast(new WebSocketEndpoint(application, protocol, sessions, openings));
  }

  /** Accepts all, since the host to compare with is not known yet; see {@link #modifyHandshake}. */
  @Override
  public boolean checkOrigin(String origin) {
    return true;
  }

  /** Answers what was offered and is understood, whatever else the container knows. */
  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
    return requested.contains(SocketProtocol.NAME) ? SocketProtocol.NAME : "";
  }

  @Override
  public List<Extension> getNegotiatedExtensions(
      List<Extension> installed, List<Extension> requested) {
    return application.settings().http().webSocket().compression()
        ? super.getNegotiatedExtensions(installed, requested)
        : List.of();
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    openings.put(
        config.getUserProperties(),
        request.getParameterMap(),
        admit(new JakartaHandshake(request)));
  }

  private Opening admit(JakartaHandshake handshake) {
    Gate gate = application.gate();
    try {
      if (!gate.hasEntered(handshake)) {
        gate.enter(handshake);
      }
      return Opening.of(application, handshake, Opening.limitOf(handshake));
    } catch (Refusal refusal) {
      return Opening.refused(refusal, PlainQuery.isAsked(handshake));
    }
  }
}
