package io.tidewire;

/**
 * Reports that a connection has ended. The last event of a connection; what it was subscribed to
 * has ended with it, without an {@link Unsubscribed} for each.
 *
 * @param connection the connection's name, unique over all nodes
 * @param transport {@code sse} or {@code websocket}
 * @param subscriber who is at the other end
 * @param reason why it ended
 */
public record Disconnected(
    String connection, String transport, Subscriber subscriber, CloseReason reason)
    implements ConnectionEvent {}
