package io.tidewire.web;

import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.EngineSettings;
import io.tidewire.engine.HeardConnections;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.HubParts;
import io.tidewire.engine.Identity;
import io.tidewire.engine.Permissions;
import io.tidewire.engine.StartFrom;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.engine.Transactions;
import io.tidewire.engine.Transport;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubSignal;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.Ticker;
import io.tidewire.wire.Control;
import io.tidewire.wire.MessageLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A hub with its real threads, whose clock stands still unless the test moves it. */
public final class StillHub implements AutoCloseable {

  private static final Identity ANYBODY = Identity.of(Subscriber.anonymous());

  private final AtomicLong millis = new AtomicLong();
  private final Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> closing = new ConcurrentLinkedQueue<>();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final Queue<ClientConnection> opened = new ConcurrentLinkedQueue<>();
  private final HeardConnections heard = new HeardConnections();
  private final HubEngine hub;
  private final Attachment attachment;

  /** Starts. */
  public StillHub() {
    this(new InMemoryEventLog(0, Ticker.system()));
  }

  /** Starts with a log of the test's own. */
  public StillHub(EventLog log) {
    Ticker ticker = millis::get;
    hub =
        HubEngine.start(
            "test",
            EngineSettings.defaults(),
            new HubParts(
                log,
                payload -> Payload.json("\"" + payload + "\""),
                Transactions.NONE,
                List.of(this::observe),
                List.of(heard),
                StillHub::newThread,
                InstantSource.fixed(Instant.EPOCH),
                ticker));
    attachment = hub.attach(() -> {}, () -> 0);
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "still-hub");
    thread.setDaemon(true);
    return thread;
  }

  /** What a listener hears of connections. */
  public HeardConnections heard() {
    return heard;
  }

  private void observe(HubSignal signal) {
    if (signal instanceof HubSignal.Closed end) {
      closed.add(end.reason());
    } else if (signal instanceof HubSignal.Closing sockets) {
      closing.add(sockets.sockets());
    } else if (signal instanceof HubSignal.Refused told) {
      refused.add(told.code());
    }
  }

  /** {@return the codes of the refusals that observers have been told of so far} */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  /** {@return the identity of its connections} */
  public static Identity anybody() {
    return ANYBODY;
  }

  /** Opens a connection that greets nobody and has no heartbeat. */
  public ClientConnection open(Function<ClientConnection, Transport> transport) {
    return open(Permissions.unquestioned(ANYBODY), transport);
  }

  /** Opens such a connection of somebody. */
  public ClientConnection open(
      Permissions permissions, Function<ClientConnection, Transport> transport) {
    ClientConnection connection =
        attachment.open(permissions, self -> new Quiet(transport.apply(self)));
    opened.add(connection);
    return connection;
  }

  /**
   * Begins to stop the application; returns once its loops have told its connections to end. The
   * stage completes when the application waits for them no longer.
   */
  public CompletableFuture<Void> stop() {
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(attachment::close);
    for (ClientConnection connection : opened) {
      await("the end").until(connection::isEnding);
      CompletableFuture<Void> turned = new CompletableFuture<>();
      connection.later(() -> turned.complete(null));
      turned.join();
    }
    return stopped;
  }

  /** Opens such a connection of an application of the test's own. */
  public ClientConnection open(
      Attachment application, Function<ClientConnection, Transport> transport) {
    return application.open(
        Permissions.unquestioned(ANYBODY), self -> new Quiet(transport.apply(self)));
  }

  /** Says nothing by itself. */
  private record Quiet(Transport transport) implements Transport {

    @Override
    public String name() {
      return transport.name();
    }

    @Override
    public boolean greets() {
      return false;
    }

    @Override
    public boolean heartbeats() {
      return false;
    }

    @Override
    public long maxAgeMillis() {
      return transport.maxAgeMillis();
    }

    @Override
    public boolean answersOnce() {
      return transport.answersOnce();
    }

    @Override
    public boolean livesWithoutSubscriptions() {
      return transport.livesWithoutSubscriptions();
    }

    @Override
    public Optional<MessageLimit> messageLimit() {
      return transport.messageLimit();
    }

    @Override
    public boolean isReady() {
      return transport.isReady();
    }

    @Override
    public void send(Batch batch, Position cursor) {
      transport.send(batch, cursor);
    }

    @Override
    public boolean takesFinalBatch() {
      return transport.takesFinalBatch();
    }

    @Override
    public void ping() {
      transport.ping();
    }

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {
      transport.close(bye, cursor);
    }

    @Override
    public boolean isSayingGoodbye() {
      return transport.isSayingGoodbye();
    }

    @Override
    public void giveUpGoodbye() {
      transport.giveUpGoodbye();
    }
  }

  /** A request for what comes to the topic from now on. */
  public static SubscribeRequest fromNow(String topic) {
    return new SubscribeRequest(
        List.of(new SubscribeRequest.Wish(TopicPattern.of(topic), StartFrom.now())), null);
  }

  /** Moves the clock on. */
  public void advance(Duration time) {
    millis.addAndGet(time.toMillis());
  }

  /** The hub's clock. */
  public Ticker ticker() {
    return millis::get;
  }

  /** As many threads for an application's code, by the hub's clock. */
  public ApplicationExecutor executor(int threads) {
    return executor(threads, task -> newThread(task).start());
  }

  /** As many of these threads. */
  public ApplicationExecutor executor(int threads, Executor carrier) {
    return new ApplicationExecutor(
        carrier, threads, Duration.ofSeconds(30), UnaryOperator.identity(), millis::get);
  }

  /** The hub. */
  public HubEngine hub() {
    return hub;
  }

  /** Whether its loops have read all that was published. */
  public boolean hasRead() {
    return hub.health().entrySet().stream()
        .filter(state -> state.getKey().endsWith("-unread"))
        .allMatch(state -> state.getValue().equals(0L));
  }

  /** What the connections came in through. */
  public Attachment attachment() {
    return attachment;
  }

  /** Why connections ended, in their order. */
  public List<CloseReason> closed() {
    return List.copyOf(closed);
  }

  /** How many sockets are closing. */
  public int closingNow() {
    return (int) hub.health().get("closing");
  }

  /** How many sockets were closing, at each change. */
  public List<Integer> closing() {
    return List.copyOf(closing);
  }

  @Override
  public void close() {
    hub.close();
  }
}
