package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import io.tidewire.wire.Control;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows one client to transports and protocols. Every method may be called by any thread and
 * returns at once; what it asks for is done by the connection's loop.
 */
public interface ClientConnection {

  /** How long a goodbye may wait for a socket that takes no bytes, on every transport. */
  Duration PATIENCE = Duration.ofSeconds(1);

  /** {@return its name, unique over all nodes, which cannot be guessed} */
  String id();

  /** {@return what it may do now, and to whom it belongs} */
  Permissions permissions();

  /** {@return to whom it belongs now} */
  default Identity identity() {
    return permissions().identity();
  }

  /** {@return who is at the other end, as the authenticator identified it} */
  default Subscriber subscriber() {
    return identity().subscriber();
  }

  /** {@return the name of its transport, such as {@code sse}} */
  String transport();

  /**
   * Takes a request of the client. Requests are served one after the other, in the order of the
   * calls. One beyond the limit is refused with an answer, which may come before the answers to
   * those that wait; once the end was asked for, all are dropped.
   *
   * @param id the client's own id for the request, or null
   * @param bytes how much is kept of what the client has sent until the request is answered
   * @param begin begins to serve it, on this thread or on the loop, and must not block; if it
   *     throws, or its stage fails, the client gets {@code error internal}
   */
  void request(@Nullable String id, int bytes, Supplier<CompletionStage<Outcome>> begin);

  /**
   * Takes a request of the client of which nothing is kept that counts.
   *
   * @param id as with the other
   * @param begin as with the other
   */
  default void request(@Nullable String id, Supplier<CompletionStage<Outcome>> begin) {
    request(id, 0, begin);
  }

  /**
   * Takes a message for the application's code: a request that counts against {@code
   * realtime.limits.inbound} and the rates too.
   *
   * @param id the client's own id for it, or null
   * @param bytes as with {@link #request}
   * @param begin as with {@link #request}
   */
  void message(@Nullable String id, int bytes, Supplier<CompletionStage<Outcome>> begin);

  /**
   * Subscribes to what the rules have allowed already.
   *
   * @param request the topics and patterns
   */
  default void subscribe(SubscribeRequest request) {
    request(request.id(), () -> CompletableFuture.completedStage(Outcome.subscribe(request)));
  }

  /**
   * Answers a request of the client that needs no serving, in its turn.
   *
   * @param frame the answer
   */
  default void reply(Control frame) {
    request(frame.id(), () -> CompletableFuture.completedStage(Outcome.answer(frame)));
  }

  /** Tells that the transport would take a batch again. */
  void writable();

  /**
   * Tells that the transport has ended: its last bytes are sent, or its client is gone. Ends the
   * connection if that has not ended yet.
   */
  void transportEnded();

  /** Asks for a {@code ping} 250 ms after the first subscription has caught up. */
  void probe();

  /**
   * Notes how many bytes are kept of a message that the client has sent in part. One that is not
   * whole within {@code realtime.send-timeout} ends the connection.
   *
   * @param bytes how many; 0 once the message is whole, or dropped
   * @return false if that is too many for this node: then the caller drops them and ends the
   *     connection
   */
  boolean receiving(int bytes);

  /** Tells that the client gave a sign of life. */
  void heard();

  /** Tells that the client has been asked for a sign of life. */
  void pinged();

  /**
   * Ends the connection; requests that are not served yet are dropped. Idempotent: at most one end
   * is queued.
   *
   * @param reason why
   */
  void end(CloseReason reason);

  /**
   * Ends the connection in the same way, with an answer that explains it.
   *
   * @param reason why
   * @param lastWord the answer, which precedes the goodbye
   */
  void end(CloseReason reason, Control lastWord);

  /**
   * Ends the connection as soon as what it has asked for is answered; what it asks from now on is
   * refused. Idempotent; {@link #end} overtakes it.
   *
   * @param reason why
   * @param atMostMillis how long that may take
   */
  void finish(CloseReason reason, long atMostMillis);

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
