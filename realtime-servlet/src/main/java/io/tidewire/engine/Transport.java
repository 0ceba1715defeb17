package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.wire.Control;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The socket end of a connection. Every method is called by the connection's loop only, and none
 * may block.
 */
public interface Transport {

  /**
   * What kind it is.
   *
   * @return {@code sse}, {@code websocket} or {@code poll}
   */
  String name();

  /**
   * What the client takes in one message, where the transport has messages.
   *
   * @return the limit, which the {@code welcome} tells
   */
  default Optional<MessageLimit> messageLimit() {
    return Optional.empty();
  }

  /**
   * Whether a batch may be sent now. A transport that says no calls {@link Connection#writable()}
   * once it would say yes.
   *
   * @return whether {@link #send} may be called
   */
  boolean isReady();

  /**
   * Sends a batch, whole: what the socket does not take at once, the transport keeps until it does.
   * Called only when ready.
   *
   * @param batch what to send; kept no longer than the transport needs its bytes
   * @param cursor the place up to which the client has then seen all of its subscriptions
   */
  void send(Batch batch, Position cursor);

  /**
   * Whether a last batch may be sent right before {@link #close}: a transport may keep it for its
   * goodbye while another is under way.
   *
   * @return whether {@link #send} may be called once more
   */
  default boolean takesLastWords() {
    return isReady();
  }

  /**
   * Asks the peer for a sign of life, if the transport has a way to. Says so by {@link
   * Connection#pinged()} when the question really goes out, since only then an answer can be
   * missed.
   */
  default void ping() {}

  /**
   * Ends the connection, with a goodbye if the socket takes one at once. Called once, and again
   * only if it has thrown; nothing else is called after it.
   *
   * @param bye what to say
   * @param cursor the place up to which the client has seen all of its subscriptions; null if one
   *     of them has not begun, or the client has not been told so
   */
  void close(Control.Bye bye, @Nullable Position cursor);
}
