package io.tidewire.it.app.staying;

import jakarta.websocket.server.ServerEndpoint;

/** Opens WebSockets, and says nothing. */
@ServerEndpoint("/silent")
public final class SilentEndpoint {}
