package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.engine.ConnectionCounts.Road;
import io.tidewire.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Attaches a web application to a hub, and keeps the connections that it has opened. */
public final class Attachment implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Attachment.class.getName());

  /** How long clients may wait for their last answers. */
  private static final Duration ANSWERS = Duration.ofSeconds(1);

  /** How long it takes at most until all have their answers and goodbyes. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final HubEngine hub;
  private final Loops loops;
  private final List<Runnable> regularly = new CopyOnWriteArrayList<>();
  private final IntSupplier stuck;
  private final ConnectionWatch watch;
  private final Listeners listeners;
  private final AtomicInteger open = new AtomicInteger();
  private final CountDownLatch empty = new CountDownLatch(1);
  private final Exchanges exchanges = new Exchanges();
  private volatile boolean closing;

  Attachment(
      HubEngine hub, Loops loops, Runnable everySecond, IntSupplier stuck, ConnectionWatch watch) {
    this.hub = hub;
    this.loops = loops;
    regularly.add(everySecond);
    regularly.add(watch::sweep);
    this.stuck = stuck;
    this.watch = watch;
    this.listeners = hub.listeners().and(watch);
  }

  /**
   * Does what the application wants to be done regularly.
   *
   * @param attempt does one thing, and keeps its failure from the others
   */
  void sweep(Consumer<Runnable> attempt) {
    regularly.forEach(attempt);
  }

  /**
   * Adds what is to be done regularly.
   *
   * @param task done a few times a second, on a loop; must not block
   */
  public void regularly(Runnable task) {
    regularly.add(task);
  }

  /** {@return who hears of its connections} */
  ConnectionListener listeners() {
    return listeners;
  }

  /** {@return how many calls of the application's code have taken too long} */
  int stuck() {
    return stuck.getAsInt();
  }

  /**
   * Opens a connection.
   *
   * @param permissions whose it is, and what it may do
   * @param transport creates the transport, which may keep the connection but not call it yet
   * @return the connection, which its loop will greet and serve
   * @throws OverloadedException if the node has reached its limit of connections, or accepts no
   *     more because it is drained or stopped
   * @throws LimitException if the user or the address has reached a limit of its own
   */
  public ClientConnection open(
      Permissions permissions, Function<ClientConnection, Transport> transport) {
    return open(permissions, Road.STREAM, transport);
  }

  /**
   * Opens a connection whose client is to send something within {@code realtime.limits.first-frame}
   * and is asked for it, in the same way.
   *
   * @param permissions as above
   * @param transport as above
   * @return the connection
   */
  public ClientConnection openSocket(
      Permissions permissions, Function<ClientConnection, Transport> transport) {
    return open(permissions, Road.SOCKET, transport);
  }

  /**
   * Opens a connection that no rule is asked about.
   *
   * @param identity whose it is
   * @param transport as above
   * @return the connection
   * @throws RuntimeException as above
   */
  public ClientConnection open(Identity identity, Function<ClientConnection, Transport> transport) {
    return open(Permissions.unquestioned(identity), transport);
  }

  /**
   * Opens a connection for one answer, in the same way. Those of one client, whose next one may
   * come before the end of the one before, count as one for the limits of user and address.
   *
   * @param permissions as above
   * @param transport as above
   * @return the connection
   */
  public ClientConnection openPoll(
      Permissions permissions, Function<ClientConnection, Transport> transport) {
    return open(permissions, Road.POLL, transport);
  }

  private ClientConnection open(
      Permissions permissions, Road road, Function<ClientConnection, Transport> transport) {
    open.incrementAndGet();
    if (closing) {
      closed();
      throw new OverloadedException("the application is shutting down");
    }
    try {
      return openOnLoop(permissions, road, transport);
    } catch (RuntimeException | Error e) {
      closed();
      throw e;
    }
  }

  private ClientConnection openOnLoop(
      Permissions permissions, Road road, Function<ClientConnection, Transport> transport) {
    if (!hub.takesConnections()) {
      throw new OverloadedException("hub '" + hub.name() + "' accepts no connections now");
    }
    if (!watch.hasRoom()) {
      throw new OverloadedException(
          "too many connections wait for the application's connection observers");
    }
    ConnectionCounts.Place place = admit(permissions.identity(), road);
    Connection connection;
    try {
      connection = new Connection(loops.next(), this, place, permissions, transport);
    } catch (RuntimeException | Error e) {
      hub.connectionCounts().remove(place);
      throw e;
    }
    ClientConnection client = connection.open();
    try {
      watch.expect(client);
    } catch (RuntimeException | Error e) {
      // From here on it is the loop that takes back what was counted.
      client.end(CloseReason.INTERNAL);
    }
    return client;
  }

  /**
   * Waits until the application knows of a connection, whose messages come behind that.
   *
   * @param connection its name, or null for none
   * @return done when the application was told all that has happened to it so far; never fails
   */
  public CompletionStage<Void> afterThose(@Nullable String connection) {
    return watch.afterThose(connection);
  }

  private ConnectionCounts.Place admit(Identity identity, Road road) {
    try {
      return hub.connectionCounts().admit(identity, road);
    } catch (OverloadedException e) {
      refused(ErrorCode.OVERLOADED, identity, e);
      throw e;
    } catch (LimitException e) {
      refused(ErrorCode.RATE_LIMITED, identity, e);
      throw e;
    }
  }

  /**
   * Checks that an address leaves room for others, before one more WebSocket of it is opened: even
   * one that is refused takes a place until its client has read why.
   *
   * @param address the address, as in {@link Identity#address}
   * @throws LimitException if it takes up all that one address may
   */
  public void requireShare(long address) {
    try {
      hub.connectionCounts().requireShare(address);
    } catch (LimitException e) {
      refused(ErrorCode.RATE_LIMITED, Identity.at(address), e);
      throw e;
    }
  }

  private void refused(ErrorCode code, Identity identity, RuntimeException limit) {
    String reason = String.valueOf(limit.getMessage());
    hub.boundedLog()
        .log(
            BoundedLog.Kind.OVERLOADED,
            LOG,
            "refused a connection of " + identity + " (" + code.code() + "): " + reason);
  }

  /** Called when one of the connections has ended. */
  void closed() {
    if (open.decrementAndGet() == 0 && closing) {
      empty.countDown();
    }
  }

  /**
   * {@return whether the application is stopping: its clients are sent away, and none is accepted}
   */
  public boolean isClosing() {
    return closing;
  }

  /**
   * Counts what a client asks by a request of its own, which the end of the application and of a
   * drain wait for.
   *
   * @return to be run when it is answered; idempotent
   * @throws OverloadedException if the application is stopping
   */
  public Runnable exchange() {
    Runnable over = exchanges.begin();
    if (closing) {
      over.run();
      throw new OverloadedException("the application is shutting down");
    }
    return over;
  }

  /** {@return completes when no such request is under way} */
  CompletableFuture<Void> noExchange() {
    return exchanges.none();
  }

  /**
   * Tells the clients of WebSockets to come back later, and ends their connections as {@link
   * #close} does, while other clients stay and new ones are accepted. Returns immediately.
   */
  public void closeWebSockets() {
    loops.finishAll(
        connection -> connection.attachment() == this && connection.transport().equals("websocket"),
        CloseReason.RESTART,
        ANSWERS);
  }

  /**
   * Tells all clients to come back later, and ends their connections: each as soon as what it has
   * asked for is answered, or after a second. Returns when that is done and their sockets have
   * taken the goodbyes, or after three seconds. A client that takes no bytes is waited for until
   * {@link ClientConnection#PATIENCE} is over, so it does not use up the three seconds. Then the
   * application's own watch is ended.
   */
  @Override
  public void close() {
    closing = true;
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    loops.finishAll(connection -> connection.attachment() == this, CloseReason.RESTART, ANSWERS);
    try {
      awaitExchanges();
      if (open.get() > 0 && !empty.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} connections could not be told that the application stops",
            open.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.close();
    hub.detach(this);
  }

  /** Those that take longer are answered when the application's code has been ended. */
  private void awaitExchanges() throws InterruptedException {
    try {
      exchanges.none().get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(
          System.Logger.Level.DEBUG, "a request is still being handled as its application stops");
    }
  }
}
