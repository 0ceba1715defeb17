package io.tidewire.protocol;

import io.tidewire.carrier.Socket;
import io.tidewire.engine.Transport;
import io.tidewire.wire.MessageLimit;

/** Gives the tests of sockets what the protocol sends through them. */
public final class SocketTransports {

  private SocketTransports() {}

  /** The transport that sends frames over a socket. */
  public static Transport over(Socket socket) {
    return new SocketTransport(socket, MessageLimit.DEFAULT, Long.MAX_VALUE);
  }
}
