package io.tidewire.engine;

import io.tidewire.Hub;
import io.tidewire.HubSession;
import io.tidewire.HubStats;
import io.tidewire.HubUser;
import io.tidewire.Message;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Appender.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Publishes after the commit: encodes at once, and appends all that one transaction holds in one
 * call.
 *
 * <p>After the commit no caller is left to throw a failure to, and often nobody looks at the stage;
 * so failures are counted and logged here.
 */
final class DeferredHub implements Hub {

  private final HubEngine hub;
  private final Appender appender;
  private final Transactions transactions;
  private final Unpublished unpublished;

  DeferredHub(HubEngine hub, Appender appender, Transactions transactions) {
    this.hub = hub;
    this.appender = appender;
    this.transactions = transactions;
    this.unpublished = new Unpublished(hub.name());
  }

  @Override
  public String name() {
    return hub.name();
  }

  @Override
  public CompletionStage<Position> publish(Message message) {
    Pending event = appender.pending(message);
    CompletionStage<Position> result =
        transactions.defer(new Held(event)) ? event.result() : appender.append(event);
    Topic topic = event.content().topic();
    result.whenComplete((position, failure) -> unpublished.outcome(topic, failure));
    return result;
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
  public HubStats stats() {
    return hub.stats();
  }

  /** {@inheritDoc} Publishes to the user after the commit; all else is done at once. */
  @Override
  public HubUser user(String name) {
    return UserView.of(this, hub.directory(), name);
  }

  @Override
  public HubSession session(String id) {
    return hub.session(id);
  }

  @Override
  public CompletionStage<Void> recheck(TopicPattern pattern) {
    return hub.recheck(pattern);
  }

  @Override
  public CompletionStage<Void> drain(Duration over) {
    return hub.drain(over);
  }

  /** Closes with the hub. */
  void close() {
    unpublished.close();
  }

  /** Holds what one transaction publishes, in order. Like it, used by one thread at a time. */
  private final class Held implements Transactions.Deferred {
    private final List<Pending> events = new ArrayList<>(1);

    Held(Pending first) {
      events.add(first);
    }

    private DeferredHub hub() {
      return DeferredHub.this;
    }

    @Override
    public boolean takesOver(Transactions.Deferred later) {
      return later instanceof Held held && held.hub() == hub() && events.addAll(held.events);
    }

    @Override
    public void committed() {
      appender.appendAll(events);
    }

    @Override
    public void rolledBack() {
      events.forEach(event -> event.result().cancel(false));
    }
  }
}
