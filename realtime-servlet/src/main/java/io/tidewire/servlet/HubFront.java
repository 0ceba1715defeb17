package io.tidewire.servlet;

import io.tidewire.CloseReason;
import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.HubSession;
import io.tidewire.HubStats;
import io.tidewire.HubUser;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.Transactions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the hub in the servlet context of a web application: it is there before the
 * application's own listeners run, while the hub itself starts after them, since they may supply
 * its parts.
 *
 * <p>Until the hub starts, keeps what is published, and then passes it on in order. If the
 * deployment fails, drops it. Thread-safe.
 */
final class HubFront implements Hub {

  private static final System.Logger LOG = System.getLogger(HubFront.class.getName());
  private static final int MOST_KEPT = 1_000;
  private static final CompletionStage<Void> NOBODY = CompletableFuture.completedStage(null);

  private record Kept(Message message, CompletableFuture<Position> result) {

    private void complete(@Nullable Position position, @Nullable Throwable failure) {
      if (failure != null) {
        result.completeExceptionally(failure);
      } else {
        result.complete(position);
      }
    }
  }

  // Set at construction.
  private final String application;
  private final Supplier<Transactions> transactions;
  private final Hub afterCommit = new Deferring();
  private final Lock lock = new ReentrantLock();

  // Guarded by the lock, except reading whether there is a hub.
  private final Queue<Kept> kept = new ArrayDeque<>();
  private volatile @Nullable Hub hub;
  private boolean dropped;

  /**
   * @param application the application's context path
   * @param transactions the caller's transactions, only used before the start
   */
  HubFront(String application, Supplier<Transactions> transactions) {
    this.application = application;
    this.transactions = transactions;
  }

  @Override
  public String name() {
    Hub started = hub;
    return started == null ? "default" : started.name();
  }

  @Override
  public CompletionStage<Position> publish(Message message) {
    Hub started = hub;
    if (started != null) {
      return started.publish(message);
    }
    CompletableFuture<Position> result = new CompletableFuture<>();
    Hub startedNow = keep(new Kept(message, result));
    return startedNow == null ? result : startedNow.publish(message);
  }

  /** Keeps a message, or returns the hub if that has started in the meantime. */
  private @Nullable Hub keep(Kept message) {
    lock.lock();
    try {
      if (hub != null) {
        return hub;
      }
      if (dropped) {
        throw new HubClosedException(name());
      }
      if (kept.size() >= MOST_KEPT) {
        throw new OverloadedException(
            "the hub of web application '"
                + application
                + "' has not started yet, and "
                + MOST_KEPT
                + " messages are already waiting for it");
      }
      kept.add(message);
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Publishes what was kept, when the hub has started, and passes everything on from then on. */
  void complete(Hub started) {
    publishAll(() -> next(started), started, "before its hub started");
  }

  /** Publishes messages one by one, and logs one line if some of them could not be. */
  private void publishAll(Supplier<@Nullable Kept> messages, Hub to, String when) {
    int failed = 0;
    Throwable last = null;
    for (Kept next = messages.get(); next != null; next = messages.get()) {
      try {
        to.publish(next.message).whenComplete(next::complete);
      } catch (Throwable e) {
        next.complete(null, e);
        failed++;
        last = e;
      }
    }
    if (last != null) {
      LOG.log(
          System.Logger.Level.ERROR,
          "of the messages that web application '"
              + application
              + "' published "
              + when
              + ", "
              + failed
              + " could not be published; the last one failed with",
          last);
    }
  }

  /** Removes the oldest message; after the last one, the hub takes the place of the queue. */
  private @Nullable Kept next(Hub started) {
    lock.lock();
    try {
      Kept next = kept.poll();
      if (next == null) {
        hub = started;
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what was kept, if the hub has not started and will not. */
  void drop() {
    int lost = 0;
    lock.lock();
    try {
      dropped = true;
      for (Kept next = kept.poll(); next != null; next = kept.poll()) {
        next.complete(null, new HubClosedException(name()));
        lost++;
      }
    } finally {
      lock.unlock();
    }
    if (lost > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Web application ''{0}'' did not start: the messages that it had published are dropped"
              + " ({1})",
          application,
          lost);
    }
  }

  @Override
  public Hub afterCommit() {
    return afterCommit;
  }

  @Override
  public long subscriptions(Topic topic) {
    Hub started = hub;
    return started == null ? 0 : started.subscriptions(topic);
  }

  @Override
  public HubStats stats() {
    Hub started = hub;
    return started == null ? HubEngine.nothing() : started.stats();
  }

  @Override
  public HubUser user(String name) {
    return FrontUser.of(this, () -> hub, name);
  }

  /** {@inheritDoc} Before the start there is nobody to end. */
  @Override
  public HubSession session(String id) {
    return reason -> {
      Hub started = hub;
      return started == null ? NOBODY : started.session(id).disconnect(reason);
    };
  }

  /** {@inheritDoc} Before the start there is nobody to ask about. */
  @Override
  public CompletionStage<Void> recheck(TopicPattern pattern) {
    Hub started = hub;
    return started == null ? NOBODY : started.recheck(pattern);
  }

  @Override
  public CompletionStage<Void> drain(Duration over) {
    Hub started = hub;
    if (started == null) {
      throw new IllegalStateException(
          "the hub of web application '" + application + "' has not started yet");
    }
    return started.drain(over);
  }

  @Override
  public String toString() {
    return "hub '" + name() + "' of web application '" + application + "'";
  }

  /** Publishes after the commit, also before the hub has started. */
  private final class Deferring implements Hub {

    @Override
    public String name() {
      return HubFront.this.name();
    }

    @Override
    public CompletionStage<Position> publish(Message message) {
      Hub started = hub;
      if (started != null) {
        return started.afterCommit().publish(message);
      }
      CompletableFuture<Position> result = new CompletableFuture<>();
      return transactions.get().defer(new Held(new Kept(message, result)))
          ? result
          : HubFront.this.publish(message);
    }

    @Override
    public Hub afterCommit() {
      return this;
    }

    @Override
    public long subscriptions(Topic topic) {
      return HubFront.this.subscriptions(topic);
    }

    @Override
    public HubStats stats() {
      return HubFront.this.stats();
    }

    @Override
    public HubUser user(String name) {
      return FrontUser.of(this, () -> hub, name);
    }

    @Override
    public HubSession session(String id) {
      return HubFront.this.session(id);
    }

    @Override
    public CompletionStage<Void> recheck(TopicPattern pattern) {
      return HubFront.this.recheck(pattern);
    }

    @Override
    public CompletionStage<Void> drain(Duration over) {
      return HubFront.this.drain(over);
    }
  }

  /** Shows a user whose connections are there only once the hub is. */
  private record FrontUser(Hub front, Supplier<@Nullable Hub> started, String name, Topic topic)
      implements HubUser {

    static FrontUser of(Hub front, Supplier<@Nullable Hub> started, String name) {
      return new FrontUser(front, started, name, Topic.of("$user/{user}", name));
    }

    @Override
    public CompletionStage<Position> publish(String type, Object payload) {
      return front.publish(topic, type, payload);
    }

    @Override
    public CompletionStage<Void> recheck() {
      Hub hub = started.get();
      return hub == null ? NOBODY : hub.user(name).recheck();
    }

    @Override
    public CompletionStage<Void> disconnect(CloseReason reason) {
      Hub hub = started.get();
      return hub == null ? NOBODY : hub.user(name).disconnect(reason);
    }
  }

  /** Holds all that a transaction publishes before the start. Like it, used by one thread. */
  private final class Held implements Transactions.Deferred {
    private final Queue<Kept> messages = new ArrayDeque<>();

    Held(Kept message) {
      messages.add(message);
    }

    private HubFront front() {
      return HubFront.this;
    }

    @Override
    public boolean takesOver(Transactions.Deferred later) {
      if (later instanceof Held other && other.front() == front()) {
        messages.addAll(other.messages);
        return true;
      }
      return false;
    }

    @Override
    public void committed() {
      publishAll(messages::poll, front(), "in a transaction that began before its hub started");
    }

    @Override
    public void rolledBack() {
      messages.forEach(message -> message.result.cancel(false));
    }
  }
}
