package io.tidewire.protocol;

import io.tidewire.Sender;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Identity;
import io.tidewire.web.Rights;

/**
 * Publishes and sends by a WebSocket, whose connection tells the client from others.
 *
 * @param client the connection, whose permissions are {@link Rights}
 */
record SocketCaller(ClientConnection client) implements Caller {

  /** {@inheritDoc} They are others after the user was judged again. */
  @Override
  public Rights rights() {
    return (Rights) client.permissions();
  }

  @Override
  public Sender sender() {
    Identity identity = client.identity();
    String name = identity.clientKey();
    return Sender.of(identity.subscriber().name(), name == null ? client.id() : name);
  }

  @Override
  public String connection() {
    return client.id();
  }

  @Override
  public String keySpace() {
    Identity identity = client.identity();
    String user = identity.subscriber().name();
    if (user != null) {
      return "u:" + user;
    }
    return identity.client() == null ? "k:" + client.id() : "c:" + identity.client();
  }
}
