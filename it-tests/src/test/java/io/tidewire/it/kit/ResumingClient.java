package io.tidewire.it.kit;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A client that behaves as the contract asks of a good one: it keeps the highest cursor of each
 * subscription, drops what is not above it, and comes back after every cut, on whatever transport
 * it is told. What it takes for new goes to its account in the ledger. Thread-safe.
 *
 * <p>Its lock guards the bookkeeping and is not held while connecting. What a connection still says
 * after it was given up is ignored.
 */
public final class ResumingClient implements AutoCloseable {
  private final Wire wire;
  private final Account account;
  private final Supplier<Transport> transports;
  private final Duration silence;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  // Guarded by this.
  private final Cursors cursors;
  private Optional<Connection> current = Optional.empty();
  private int pauseMillis;
  private boolean closed;

  private ResumingClient(
      Wire wire, Account account, Supplier<Transport> transports, Duration silence) {
    this.wire = wire;
    this.cursors = new Cursors(account.subscriptions());
    this.account = account;
    this.transports = transports;
    this.silence = silence;
  }

  /**
   * Connects, from now on.
   *
   * @param base the {@code http} address under which the product's paths lie
   * @param transports asked at each connection, by any thread
   * @param silence how long nothing may come before the client takes the connection for dead
   */
  public static ResumingClient start(
      HttpClient http,
      URI base,
      Account account,
      Supplier<Transport> transports,
      Duration silence) {
    Wire wire = new Wire(http, base, account.subscriptions());
    ResumingClient client = new ResumingClient(wire, account, transports, silence);
    client.connect("the start");
    return client;
  }

  /** Waits until each subscription has a cursor: what is published from now on must arrive. */
  public void awaitReady() {
    Await.result("the cursors of " + account, ready);
  }

  /** Drops the connection, if there is one, and comes back as after a cut. */
  public void reconnect() {
    current().ifPresent(connection -> connection.giveUp("being told to"));
  }

  @Override
  public void close() {
    Optional<Connection> last;
    synchronized (this) {
      closed = true;
      last = current;
      current = Optional.empty();
    }
    last.ifPresent(Connection::drop);
  }

  private void connect(String why) {
    Transport transport = transports.get();
    Connection connection = new Connection();
    synchronized (this) {
      if (closed) {
        return;
      }
      current = Optional.of(connection);
      account.connected(transport + " from [" + cursors + "] after " + why);
    }
    connection.dropper.complete(wire.open(transport, this::since, connection));
    connection.watch(silence.toNanos());
  }

  private synchronized Optional<Connection> current() {
    return current;
  }

  private synchronized List<String> since() {
    return cursors.since();
  }

  private void book(Envelope frame) {
    switch (frame.type()) {
      case "event" -> frame.cursor().ifPresent(cursor -> bookEvent(frame, cursor));
      case "subscribed" -> cursors.begin(frame.topic(), Cursor.parse(frame.text("cursor")));
      case "gap" -> {
        cursors.skipTo(frame.topic(), Cursor.parse(frame.text("to")));
        account.gap(frame.topic(), frame.toString());
      }
      case "bye" -> pauseMillis = frame.json().getInt("after", 0);
      case "error" -> account.fault(frame.toString());
      default -> frame.cursor().ifPresent(cursors::reached);
    }
  }

  private void bookEvent(Envelope event, Cursor cursor) {
    if (cursors.accept(event.topic(), cursor)) {
      account.received(event.topic(), event.data().asJsonObject().getInt(Ledger.NUMBER));
    } else {
      account.dropped();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It only runs what drops the connection.
  private final class Connection implements Sink {
    final CompletableFuture<Runnable> dropper = new CompletableFuture<>();
    private volatile long lastHeard = System.nanoTime();

    @Override
    public void frame(Envelope frame) {
      hear(() -> book(frame));
    }

    @Override
    public void reached(String cursor) {
      hear(() -> cursors.reached(Cursor.parse(cursor)));
    }

    @Override
    public void ended(End end) {
      if (end.isForGood()) {
        account.fault("refused for good: " + end);
      } else {
        giveUp(end.toString());
      }
    }

    void drop() {
      dropper.thenAccept(Runnable::run);
    }

    void giveUp(String why) {
      int pause;
      synchronized (ResumingClient.this) {
        if (!isCurrent()) {
          return;
        }
        current = Optional.empty();
        pause = pauseMillis;
        pauseMillis = 0;
      }
      drop();
      Http.soon(pause, () -> connect(why));
    }

    void watch(long nanos) {
      CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(this::look);
    }

    private void look() {
      long left = lastHeard + silence.toNanos() - System.nanoTime();
      if (left <= 0) {
        giveUp("silence");
      } else if (isCurrent()) {
        watch(left);
      }
    }

    private boolean isCurrent() {
      return current().filter(now -> now == this).isPresent();
    }

    private void hear(Runnable bookkeeping) {
      synchronized (ResumingClient.this) {
        if (!isCurrent()) {
          return;
        }
        lastHeard = System.nanoTime();
        try {
          bookkeeping.run();
        } catch (RuntimeException | AssertionError e) {
          account.fault(e.toString());
        }
        if (cursors.isComplete()) {
          ready.complete(null);
        }
      }
    }
  }
}
