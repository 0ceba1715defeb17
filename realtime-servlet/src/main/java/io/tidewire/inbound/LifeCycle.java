package io.tidewire.inbound;

import io.tidewire.CloseReason;
import io.tidewire.Connected;
import io.tidewire.ConnectionEvent;
import io.tidewire.Disconnected;
import io.tidewire.OverloadedException;
import io.tidewire.Subscribed;
import io.tidewire.TopicPattern;
import io.tidewire.Unsubscribed;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.ConnectionWatch;
import io.tidewire.spi.ConnectionObserver;
import io.tidewire.web.ApplicationExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application's observers of its connections: all of it, each connection's in order, on
 * threads for work. Long polls are not told: each answer would be a connection.
 *
 * <h2>Bounds</h2>
 *
 * <p>Nothing is dropped. An event that finds no thread is tried again by the next {@link #sweep}. A
 * connection that makes events faster than its observers take them is ended as overloaded; while
 * very many connections wait for their observers, no more are opened.
 */
public final class LifeCycle implements ConnectionWatch {

  private static final System.Logger LOG = System.getLogger(LifeCycle.class.getName());
  private static final int MOST_WAITING = 100_000;
  private static final int BESIDE_SUBSCRIPTIONS = 64;
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final List<ConnectionObserver> observers;
  private final ApplicationExecutor executor;
  private final BoundedLog log;
  private final int mostEvents;

  /** Those of connections of which something is still to be told, by their names. */
  private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();

  /** Those of connections that their loop has not opened yet. */
  private final Map<String, CompletableFuture<Void>> opening = new ConcurrentHashMap<>();

  /**
   * Creates what tells observers.
   *
   * @param observers the application's observers; without any, nothing is kept
   * @param executor runs them
   * @param log where failures of observers go
   * @param subscriptions how many subscriptions a connection may have, each of which may come and
   *     go once before its observers have taken anything
   */
  public LifeCycle(
      List<ConnectionObserver> observers,
      ApplicationExecutor executor,
      BoundedLog log,
      int subscriptions) {
    this.observers = List.copyOf(observers);
    this.executor = executor;
    this.log = log;
    this.mostEvents = 2 * subscriptions + BESIDE_SUBSCRIPTIONS;
  }

  @Override
  public void expect(ClientConnection connection) {
    if (!isTold(connection)) {
      return;
    }
    String id = connection.id();
    CompletableFuture<Void> opened = new CompletableFuture<>();
    opening.put(id, opened);
    Runnable release =
        () -> {
          opening.remove(id);
          opened.complete(null);
        };
    try {
      // Behind the task that opens the connection, whatever becomes of that.
      connection.later(release);
    } catch (RuntimeException | Error e) {
      release.run();
      throw e;
    }
  }

  @Override
  public CompletionStage<Void> afterThose(@Nullable String connection) {
    if (connection == null || observers.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    CompletableFuture<Void> opened = opening.get(connection);
    return opened == null ? told(connection) : opened.thenCompose(done -> told(connection));
  }

  private CompletionStage<Void> told(String connection) {
    Inbox inbox = inboxes.get(connection);
    return inbox == null ? CompletableFuture.completedStage(null) : inbox.afterThose();
  }

  @Override
  public void opened(ClientConnection connection) {
    if (isTold(connection)) {
      add(
          connection,
          new Connected(connection.id(), connection.transport(), connection.subscriber()));
    }
  }

  @Override
  public void subscribed(ClientConnection connection, TopicPattern pattern) {
    if (isTold(connection)) {
      add(
          connection,
          new Subscribed(
              connection.id(), connection.transport(), connection.subscriber(), pattern));
    }
  }

  @Override
  public void unsubscribed(ClientConnection connection, TopicPattern pattern) {
    if (isTold(connection)) {
      add(
          connection,
          new Unsubscribed(
              connection.id(), connection.transport(), connection.subscriber(), pattern));
    }
  }

  @Override
  public void closed(ClientConnection connection, CloseReason reason) {
    if (isTold(connection)) {
      add(
          connection,
          new Disconnected(
              connection.id(), connection.transport(), connection.subscriber(), reason));
    }
  }

  private boolean isTold(ClientConnection connection) {
    return !observers.isEmpty() && !connection.transport().equals("poll");
  }

  private void add(ClientConnection connection, ConnectionEvent event) {
    String id = connection.id();
    Inbox inbox =
        Objects.requireNonNull(
            inboxes.compute(id, (key, known) -> (known == null ? new Inbox() : known).with(event)));
    if (inbox.size() > mostEvents) {
      connection.end(CloseReason.OVERLOADED);
    }
    tellNext(id, inbox);
  }

  /** Has an event told, unless one of this connection is being told. */
  private void tellNext(String id, Inbox inbox) {
    if (!inbox.claim()) {
      return;
    }
    try {
      executor.work(() -> tell(inbox)).whenComplete((done, failure) -> told(id, inbox, failure));
    } catch (OverloadedException e) {
      inbox.release();
    } catch (Throwable e) {
      inbox.release();
      throw e;
    }
  }

  private @Nullable Void tell(Inbox inbox) {
    ConnectionEvent event = inbox.first();
    for (ConnectionObserver observer : observers) {
      try {
        observer.observe(event);
      } catch (Throwable e) {
        // An observer is the application's, and keeps the others from nothing.
        failed("the connection observer " + observer.getClass().getName() + " failed on", event, e);
      }
    }
    return null;
  }

  /** Goes on with the next event, or with the same one if it has found no thread. */
  private void told(String id, Inbox inbox, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof OverloadedException) {
      inbox.release();
      return;
    }
    if (cause != null) {
      failed("the connection observers have not returned from", inbox.first(), cause);
    }
    CompletableFuture<Void> told = inbox.removeFirst();
    // One that is left without events is never released, so that nobody tells its next one.
    Inbox left = inboxes.compute(id, (key, known) -> inbox.isEmpty() ? null : inbox);
    told.complete(null);
    if (left != null) {
      inbox.release();
      tellNext(id, inbox);
    }
  }

  private void failed(String what, ConnectionEvent event, Throwable e) {
    log.log(
        BoundedLog.Kind.OBSERVER_FAILURE,
        LOG,
        "%s %s of connection %s"
            .formatted(what, event.getClass().getSimpleName(), event.connection()),
        e);
  }

  @Override
  public boolean hasRoom() {
    return inboxes.size() < MOST_WAITING;
  }

  /** {@return how many connections there are of which something is kept} */
  int waiting() {
    return inboxes.size() + opening.size();
  }

  @Override
  public void sweep() {
    inboxes.forEach(this::tellNext);
  }

  /** {@inheritDoc} Waits up to two seconds for what is still to be told. */
  @Override
  public void close() {
    sweep();
    try {
      CompletableFuture.allOf(
              inboxes.values().stream()
                  .map(Inbox::afterThose)
                  .map(CompletionStage::toCompletableFuture)
                  .toArray(CompletableFuture[]::new))
          .get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "observers were not told of the end of {0} connections, since they did not return in"
              + " time",
          inboxes.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
