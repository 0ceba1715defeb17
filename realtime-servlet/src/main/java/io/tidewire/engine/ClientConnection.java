package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.wire.Control;

/**
 * Shows one client to transports and protocols. Every method may be called by any thread and
 * returns at once; what it asks for is done by the connection's loop.
 */
public interface ClientConnection {

  /** {@return its name, unique over all nodes, which cannot be guessed} */
  String id();

  /** {@return who is at the other end, as the authenticator identified it} */
  Subscriber subscriber();

  /** {@return the name of its transport, such as {@code sse}} */
  String transport();

  /**
   * Subscribes.
   *
   * @param request the topics and patterns, which the rules have allowed
   */
  void subscribe(SubscribeRequest request);

  /**
   * Ends a subscription.
   *
   * @param pattern what was subscribed to
   * @param confirmation the answer
   */
  void unsubscribe(TopicPattern pattern, Control confirmation);

  /**
   * Answers the client.
   *
   * @param frame the answer
   */
  void reply(Control frame);

  /** Tells that the transport would take a batch again. */
  void writable();

  /** Asks for a {@code ping} 250 ms after the first subscription has caught up. */
  void probe();

  /** Tells that the client gave a sign of life. */
  void heard();

  /** Tells that the client has been asked for a sign of life. */
  void pinged();

  /**
   * Ends the connection after all earlier requests. Idempotent: at most one end is queued, and
   * later requests are dropped.
   *
   * @param reason why
   */
  void end(CloseReason reason);

  /**
   * Tells whether the connection has ended or is about to, because of the client, the container or
   * this server. What the client sends from then on need not be read: requests are dropped.
   *
   * @return true as soon as no request is admitted any more
   */
  boolean isEnding();

  /**
   * Enqueues a task for the loop, which runs it even if the connection has ended.
   *
   * @param action the task
   */
  void later(Runnable action);
}
