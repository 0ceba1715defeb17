package io.tidewire.carrier;

import io.tidewire.OverloadedException;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.LimitException;
import io.tidewire.web.Refusal;
import io.tidewire.wire.WebSocketMessages;
import java.util.function.Function;

/** Decides what is spoken over the WebSockets of one application at one path. Thread-safe. */
public interface SocketProtocol {

  /**
   * The subprotocol that a client may offer, which is answered then (RFC 6455, section 4.2.2). What
   * it may offer beside it, {@code bearer.<token>}, never is.
   */
  String NAME = "tidewire.v1";

  /**
   * Opens a connection over a WebSocket.
   *
   * @param opening what the handshake decided, no refusal
   * @param socket makes the socket of the connection, which may not be called yet
   * @return what listens to the client
   * @throws OverloadedException if there is no room for it; the client is rejected
   * @throws LimitException if its user or address holds all that it may; the client is rejected
   */
  Listener open(Opening opening, Function<ClientConnection, Socket> socket);

  /**
   * Returns what a client is told before its WebSocket is closed for {@link Refusal#closeReason()}.
   *
   * @param opening what the handshake decided
   * @param refusal why it is rejected
   * @return the messages
   */
  WebSocketMessages reject(Opening opening, Refusal refusal);
}
