package io.tidewire;

/**
 * Reports that a client has subscribed.
 *
 * @param connection the connection's name, unique over all nodes
 * @param transport {@code sse} or {@code websocket}
 * @param subscriber who is at the other end
 * @param pattern the topic or pattern, as it was asked for
 */
public record Subscribed(
    String connection, String transport, Subscriber subscriber, TopicPattern pattern)
    implements ConnectionEvent {}
