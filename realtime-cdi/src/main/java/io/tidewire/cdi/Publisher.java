package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.engine.BoundedLog;
import jakarta.enterprise.context.ContextNotActiveException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Passes messages to the hub. The caller's own mistakes are thrown at it; failures of the hub are
 * logged here, and the caller goes on. The hub itself signals them to its observers.
 */
final class Publisher {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private final Supplier<Hub> hub;
  private final Supplier<BoundedLog> log;

  Publisher(Supplier<Hub> hub, Supplier<BoundedLog> log) {
    this.hub = hub;
    this.log = log;
  }

  /**
   * Publishes when the caller's transaction commits, or at once without one. {@link
   * Hub#afterCommit()} counts and logs failures of the event log.
   *
   * @throws io.tidewire.PayloadException if the payload cannot be encoded
   */
  void afterCommit(Message message) {
    Optional<CompletionStage<Position>> unused = publish(message, Hub::afterCommit);
  }

  /**
   * Publishes at once.
   *
   * @throws io.tidewire.PayloadException if the payload cannot be encoded
   */
  void now(Message message) {
    publish(message, UnaryOperator.identity())
        .ifPresent(
            stage ->
                stage.whenComplete(
                    (position, failure) -> {
                      if (failure != null) {
                        failed(message, failure);
                      }
                    }));
  }

  private Optional<CompletionStage<Position>> publish(Message message, UnaryOperator<Hub> view) {
    try {
      return Optional.of(view.apply(hub.get()).publish(message));
    } catch (OverloadedException | HubClosedException | ContextNotActiveException e) {
      failed(message, e);
      return Optional.empty();
    }
  }

  /** An overload or an end is no fault, so its message says it all, and there may be many. */
  private void failed(Message message, Throwable cause) {
    String what =
        "CDI event '" + message.type() + "' was not published to '" + message.topic() + "'";
    if (cause instanceof OverloadedException || cause instanceof HubClosedException) {
      log.get().log(BoundedLog.Kind.UNPUBLISHED, LOG, what + ": " + cause.getMessage());
    } else {
      log.get().log(BoundedLog.Kind.UNPUBLISHED, LOG, what, cause);
    }
  }
}
