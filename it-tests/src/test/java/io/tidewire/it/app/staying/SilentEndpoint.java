package io.tidewire.it.app.staying;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** Opens WebSockets, and says nothing. */
@ServerEndpoint("/silent")
public final class SilentEndpoint {

  /** Does nothing; Open Liberty refuses an endpoint without any method for its events. */
  @OnOpen
  public void onOpen(Session session) {}
}
