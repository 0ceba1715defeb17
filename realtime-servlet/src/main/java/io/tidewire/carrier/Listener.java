package io.tidewire.carrier;

import io.tidewire.CloseReason;
import io.tidewire.engine.ClientConnection;
import java.nio.ByteBuffer;

/**
 * Receives what a client says over a WebSocket. The container's threads call the methods, one call
 * at a time. Some servers use I/O threads, which serve other clients as well, so no method should
 * block.
 */
public interface Listener {

  /** {@return the client's connection} */
  ClientConnection connection();

  /**
   * Receives a text message, or a part of one.
   *
   * @param part the text
   * @param last whether no other part of the message follows
   */
  void text(String part, boolean last);

  /**
   * Receives a binary message, or a part of one.
   *
   * @param part the bytes, which may be none; not to be kept
   * @param last whether no other part of the message follows
   */
  void binary(ByteBuffer part, boolean last);

  /**
   * Hears how much is kept of a message that has arrived in part, if the carrier passes on whole
   * ones only. Ends the connection of a client for which there is no room.
   *
   * @param bytes how many bytes are kept; 0 before the message is passed on
   */
  default void receiving(int bytes) {
    if (!connection().receiving(bytes)) {
      connection().end(CloseReason.OVERLOADED);
    }
  }

  /**
   * Ends the connection of a client whose message is longer than the application's limit. Called
   * instead of passing on the rest of it, if the carrier bounds messages itself.
   */
  default void tooLarge() {
    connection().end(CloseReason.TOO_LARGE);
  }

  /**
   * Ends the connection of a client that breaks the WebSocket protocol.
   *
   * @param what what the client sent
   */
  default void broken(String what) {
    connection().end(CloseReason.PROTOCOL);
  }

  /**
   * Hears that the client has closed the WebSocket. The carrier ends the connection.
   *
   * @param code the client's close code
   */
  default void closed(int code) {}
}
