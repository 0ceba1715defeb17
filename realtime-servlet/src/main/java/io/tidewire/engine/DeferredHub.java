package io.tidewire.engine;

import io.tidewire.Hub;
import io.tidewire.Message;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The hub as seen from a transaction: encodes at once, appends after the commit. */
final class DeferredHub implements Hub {

  private static final System.Logger LOG = System.getLogger(DeferredHub.class.getName());

  private final HubEngine hub;
  private final Transactions transactions;

  DeferredHub(HubEngine hub, Transactions transactions) {
    this.hub = hub;
    this.transactions = transactions;
  }

  @Override
  public String name() {
    return hub.name();
  }

  @Override
  public CompletionStage<Position> publish(Message message) {
    Held held = new Held(message, hub.encode(message));
    return transactions.defer(held) ? held.result : hub.append(held.content, message);
  }

  @Override
  public Hub afterCommit() {
    return this;
  }

  @Override
  public long subscriptions(Topic topic) {
    return hub.subscriptions(topic);
  }

  @Override
  public CompletionStage<Void> drain(Duration over) {
    return hub.drain(over);
  }

  private final class Held implements Transactions.Deferred {
    private final Message message;
    private final PublishedEvent.Content content;
    private final CompletableFuture<Position> result = new CompletableFuture<>();

    Held(Message message, PublishedEvent.Content content) {
      this.message = message;
      this.content = content;
    }

    /**
     * The transaction is done: what would be thrown to a publisher has no caller any more, and so
     * is logged. A log that fails is told by the stage, as without a transaction.
     */
    @Override
    public void committed() {
      try {
        hub.append(content, message).whenComplete(this::complete);
      } catch (RuntimeException e) {
        LOG.log(
            System.Logger.Level.ERROR,
            "an event for " + content.topic() + " was not published after its commit",
            e);
        result.completeExceptionally(e);
      }
    }

    private void complete(@Nullable Position position, @Nullable Throwable failure) {
      if (failure != null) {
        result.completeExceptionally(failure);
      } else {
        result.complete(position);
      }
    }

    @Override
    public void rolledBack() {
      result.cancel(false);
    }
  }
}
