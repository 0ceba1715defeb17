package io.tidewire.carrier;

import io.tidewire.CloseReason;
import io.tidewire.engine.ClientConnection;
import io.tidewire.wire.WebSocketMessages;

/**
 * Writes to one WebSocket, whatever carries it. Only the loop of its connection calls the methods;
 * none may block.
 */
public interface Socket {

  /**
   * Tells whether messages may be sent now. A socket that returns false calls {@link
   * ClientConnection#writable()} once it would return true.
   *
   * @return whether {@link #send} may be called
   */
  boolean isReady();

  /**
   * Sends messages in their order, and keeps what is not taken at once. Called only when ready, or
   * once more right before {@link #close} if {@link #takesFinalMessages()} says so.
   *
   * @param messages what to send
   */
  void send(WebSocketMessages messages);

  /** {@return whether {@link #send} may be called once more before the close} */
  boolean takesFinalMessages();

  /**
   * Asks the client for a sign of life. Calls {@link ClientConnection#pinged()} when the ping is
   * really sent, since only from then on an answer can be missing.
   */
  void ping();

  /**
   * Sends a goodbye behind all that was sent, then closes. A client that takes no bytes for some
   * time is closed without it. Called once, and again only if it has thrown; nothing else is called
   * after it.
   *
   * @param goodbye what to say, may be nothing
   * @param reason why, which is also the close frame's code
   */
  void close(WebSocketMessages goodbye, CloseReason reason);
}
