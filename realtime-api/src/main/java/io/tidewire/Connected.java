package io.tidewire;

/**
 * Reports that a connection was opened. Comes before the first message of its client is handled.
 *
 * @param connection the connection's name, unique over all nodes
 * @param transport {@code sse} or {@code websocket}
 * @param subscriber who is at the other end
 */
public record Connected(String connection, String transport, Subscriber subscriber)
    implements ConnectionEvent {}
