package io.tidewire;

/**
 * Reports that a subscription has ended while its connection goes on: the client asked for it, or a
 * rule no longer allows it.
 *
 * @param connection the connection's name, unique over all nodes
 * @param transport {@code sse} or {@code websocket}
 * @param subscriber who is at the other end
 * @param pattern the topic or pattern, as it was asked for
 */
public record Unsubscribed(
    String connection, String transport, Subscriber subscriber, TopicPattern pattern)
    implements ConnectionEvent {}
