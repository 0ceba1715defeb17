package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;

/**
 * Hears of every connection, for what counts people. Reliable: after each {@link #opened} comes
 * exactly one {@link #closed}, after each {@link #subscribed} an {@link #unsubscribed} for the same
 * pattern, or {@link #closed}, which ends all subscriptions of its connection.
 *
 * <p>Called by the connection's loop, in the order in which things happen to the connection; calls
 * for different connections may come at the same time. A call must not block and should take
 * microseconds: everybody on that loop waits. What it throws is logged, does not concern the
 * connection, and is not repeated.
 */
public interface ConnectionListener {

  /**
   * A connection was opened.
   *
   * @param connection the connection
   */
  default void opened(ClientConnection connection) {}

  /**
   * The subscriber of a connection is another, or has other roles or attributes.
   *
   * @param connection the connection
   * @param before who it was
   */
  default void identified(ClientConnection connection, Subscriber before) {}

  /**
   * A subscription was confirmed.
   *
   * @param connection the connection
   * @param pattern the topic or pattern
   */
  default void subscribed(ClientConnection connection, TopicPattern pattern) {}

  /**
   * A subscription ended before its connection did, also because another took its place.
   *
   * @param connection the connection
   * @param pattern the topic or pattern
   */
  default void unsubscribed(ClientConnection connection, TopicPattern pattern) {}

  /**
   * A connection ended.
   *
   * @param connection the connection
   * @param reason why
   */
  default void closed(ClientConnection connection, CloseReason reason) {}
}
