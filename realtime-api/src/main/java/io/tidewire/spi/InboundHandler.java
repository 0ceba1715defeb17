package io.tidewire.spi;

import io.tidewire.Incoming;
import io.tidewire.Payload;

/**
 * Handles what clients send to one address. Found as a CDI bean or by {@link
 * java.util.ServiceLoader}; there may be any number.
 */
public interface InboundHandler {

  /**
   * Names what it handles. No two handlers of one type may have addresses that differ in the names
   * of variables only.
   *
   * @return a template such as {@code chat/{room}}
   */
  String address();

  /**
   * {@return the event type that it takes, or empty for all that no other handler of the address
   * takes}
   */
  default String type() {
    return "";
  }

  /**
   * {@return whether it takes files as well, by {@code transfer}: then {@code
   * message.as(Path.class)} or {@code message.as(InputStream.class)} is the file, and {@code
   * message.data()} what the client says about it}
   */
  default boolean takesTransfers() {
    return false;
  }

  /**
   * Handles a message. Called on a thread for application code, with an active request context
   * where there is CDI, and as the caller where the server can carry that; several calls at once,
   * one at a time for each connection. Interrupted after {@code realtime.application.timeout}.
   *
   * @param message what the client sent; valid until this returns
   * @throws Exception what is thrown is {@code error internal} for the client and is logged, except
   *     for a {@link io.tidewire.PayloadException}, which is {@code bad-request} with its message
   */
  void handle(Incoming<Payload> message) throws Exception;
}
