package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.TidewireException;
import jakarta.enterprise.context.ContextNotActiveException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Hands messages to the hub. What the caller got wrong surfaces there; what is wrong with the hub
 * is logged here, and the caller goes on. The hub itself signals it to its observers.
 */
final class Publisher {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private final Supplier<Hub> hub;

  Publisher(Supplier<Hub> hub) {
    this.hub = hub;
  }

  /**
   * Publishes when the caller's transaction commits, at once without one.
   *
   * @throws io.tidewire.PayloadException if the payload cannot be encoded
   */
  void afterCommit(Message message) {
    publish(message, Hub::afterCommit);
  }

  /**
   * Publishes at once.
   *
   * @throws io.tidewire.PayloadException if the payload cannot be encoded
   */
  void now(Message message) {
    publish(message, UnaryOperator.identity());
  }

  private void publish(Message message, UnaryOperator<Hub> view) {
    try {
      view.apply(hub.get())
          .publish(message)
          .whenComplete(
              (position, failure) -> {
                if (failure != null) {
                  stageFailed(message, failure);
                }
              });
    } catch (OverloadedException | HubClosedException | ContextNotActiveException e) {
      failed(message, e);
    }
  }

  /** A rollback is no failure; what failed in the hub after a commit has been logged by the hub. */
  private void stageFailed(Message message, Throwable failure) {
    boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
    Throwable cause = wrapped ? failure.getCause() : failure;
    if (!(cause instanceof CancellationException || cause instanceof TidewireException)) {
      failed(message, failure);
    }
  }

  private void failed(Message message, Throwable cause) {
    LOG.log(
        System.Logger.Level.WARNING,
        "CDI event '" + message.type() + "' was not published to '" + message.topic() + "'",
        cause);
  }
}
