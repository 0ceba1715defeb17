package io.tidewire;

/**
 * Tells what happened to a connection. Reliable: nothing is left out; each connection's come in
 * order.
 *
 * <p>Long polls are not told: each would be a {@link Connected} and a {@link Disconnected}, with
 * nothing between them that says whether the client is still there.
 */
public sealed interface ConnectionEvent permits Connected, Disconnected, Subscribed, Unsubscribed {

  /** {@return the connection's name, unique over all nodes} */
  String connection();

  /** {@return the name of its transport: {@code sse} or {@code websocket}} */
  String transport();

  /** {@return who is at the other end} */
  Subscriber subscriber();
}
