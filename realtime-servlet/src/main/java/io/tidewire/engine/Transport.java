package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.wire.Control;
import io.tidewire.wire.MessageLimit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the socket of a connection, and says what kind of connection it is. Once the connection
 * is open, only its loop calls the methods; none may block.
 */
public interface Transport {

  /** The kinds of transport that clients have. */
  List<String> KINDS = List.of("sse", "websocket", "poll");

  /** {@return the kind of transport, one of {@link #KINDS}} */
  String name();

  /** {@return whether the connection begins with a {@code welcome}} */
  default boolean greets() {
    return true;
  }

  /** {@return whether the client gets heartbeats} */
  default boolean heartbeats() {
    return true;
  }

  /** {@return how long the connection may last; {@link Long#MAX_VALUE} for no limit} */
  default long maxAgeMillis() {
    return Long.MAX_VALUE;
  }

  /** {@return whether the connection ends with its first answer, and the client asks again} */
  default boolean answersOnce() {
    return false;
  }

  /** {@return whether the client can be told that a subscription has ended, and subscribe anew} */
  default boolean livesWithoutSubscriptions() {
    return false;
  }

  /**
   * Returns what the client takes in one message, if the transport has messages.
   *
   * @return the limit, which the {@code welcome} contains
   */
  default Optional<MessageLimit> messageLimit() {
    return Optional.empty();
  }

  /**
   * Tells whether a batch may be sent now. A transport that returns false calls {@link
   * ClientConnection#writable()} once it would return true.
   *
   * @return whether {@link #send} may be called
   */
  boolean isReady();

  /**
   * Sends a whole batch: the transport keeps what the socket does not take at once. Called only
   * when ready.
   *
   * @param batch what to send; kept no longer than the transport needs its bytes
   * @param cursor the place up to which the client has then seen all of its subscriptions
   */
  void send(Batch batch, Position cursor);

  /**
   * Tells whether a final batch may be sent right before {@link #close}: a transport may keep it
   * for its goodbye while another is being sent.
   *
   * @return whether {@link #send} may be called once more
   */
  default boolean takesFinalBatch() {
    return isReady();
  }

  /**
   * Asks the peer for a sign of life, if the transport can. Calls {@link ClientConnection#pinged()}
   * when the ping is really sent, since only from then on an answer can be missing.
   */
  default void ping() {}

  /**
   * Ends the connection, with a goodbye behind all that was sent. Called once, and again only if it
   * has thrown; only the two methods below are called after it.
   *
   * @param bye the goodbye
   * @param cursor the place up to which the client has seen all of its subscriptions; null if one
   *     of them has not begun, or the client has not been told so
   */
  void close(Control.Bye bye, @Nullable Position cursor);

  /**
   * Tells whether the goodbye still waits for the socket. A transport that returns true calls
   * {@link ClientConnection#transportEnded()} once it would return false. Until then its loop keeps
   * the connection, which an application that stops waits for, but not for longer than {@link
   * ClientConnection#PATIENCE}.
   *
   * @return false once everything has been sent, or somebody else sees to it
   */
  default boolean isSayingGoodbye() {
    return false;
  }

  /** Ends the connection although its goodbye still waits for the socket. */
  default void giveUpGoodbye() {}
}
