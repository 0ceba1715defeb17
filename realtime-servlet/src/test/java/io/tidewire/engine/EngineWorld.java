package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.engine.ModelClient.Grouping;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.FaultyEventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An engine and its log in the hand of a script, some clients, and the model that they are held
 * against.
 */
final class EngineWorld {

  /** Which cursors a client comes back with. */
  enum Cursors {
    OWN,
    FOREIGN,
    AHEAD
  }

  private static final int CLIENTS = 3;
  private static final long FAR_AHEAD = 1_000_000;
  private static final int KEPT = 10_000;

  /** How long a node waits for what a client names ahead of it. */
  private static final long ASKS_THE_LOG = 500;

  final FaultyEventLog log = new FaultyEventLog(KEPT);
  private final EngineSettings settings;
  private final HistoryModel model;
  private final List<ModelClient> clients =
      Stream.generate(ModelClient::new).limit(CLIENTS).toList();
  private final List<WatchedConnection> open = new ArrayList<>();
  private final List<CompletableFuture<Void>> undecided = new ArrayList<>();
  private @Nullable TestHub hub;
  private int published;

  /**
   * @param looks how much of the history is looked at in one go
   * @param isSlow whether the hub reads the log only when the script says so
   */
  EngineWorld(TestSettings settings, int looks, boolean isSlow) {
    this.settings = settings.build();
    this.model = new HistoryModel(this.settings.history());
    this.hub =
        TestHub.handDriven(
            settings, new WatchedLog(log, model, () -> hub.ticker.millis(), this::makeRoom));
    this.hub.engine.window().replay().lookAtMost(looks);
    if (isSlow) {
      log.manual();
    }
  }

  /** The log waits, and so the loops go on, until there is room in the ring. */
  private int makeRoom() {
    if (hub == null) {
      return 1;
    }
    while (room() == 0) {
      for (int loop = 0; loop < settings.loops(); loop++) {
        nextStep();
        boolean unused = turn(loop);
      }
      nextStep();
    }
    return room();
  }

  private int room() {
    return (int) (hub.engine.window().capacity() - hub.engine.window().backlog().inFlight());
  }

  void nextStep() {
    model.nextStep();
  }

  Position newest() {
    return hub.engine.position();
  }

  private OptionalLong newestInLog() {
    CompletableFuture<EventLog.Bounds> bounds = log.bounds().toCompletableFuture();
    if (bounds.isCompletedExceptionally()) {
      return OptionalLong.empty();
    }
    Position newest = new Position(bounds.join().epoch(), bounds.join().newest());
    return model.order(newest, model.newest());
  }

  void publish(String topic, TopicKind kind, int size) {
    String text = published++ + " " + "x".repeat(size);
    Message message = Message.to(Topic.of(topic), "changed", text).kind(kind).build();
    try {
      CompletionStage<Position> unused = hub.engine.publish(message);
    } catch (OverloadedException e) {
      assertThat(hub.engine.window().backlog().inFlight())
          .isGreaterThanOrEqualTo(settings.history().inFlight() / 2);
    }
  }

  /** An event of an epoch that is over, or was never there. */
  void giveForeign(String topic) {
    log.giveForeign(TestHub.content(topic, published++ + " "));
  }

  /** A client that has a connection; if it was cut, it comes back. */
  ModelClient client(int number) {
    return client(number, Grouping.ONE_BY_ONE, Cursors.OWN);
  }

  ModelClient client(int number, Grouping grouping, Cursors cursors) {
    ModelClient client = clients.get(number % CLIENTS);
    if (client.connection() == null) {
      WatchedConnection connection = new WatchedConnection(hub.connect(), model, this::newestInLog);
      open.add(connection);
      client.resume(connection, grouping, cursors != Cursors.OWN, made(cursors));
    }
    return client;
  }

  private UnaryOperator<Position> made(Cursors cursors) {
    return switch (cursors) {
      case OWN -> UnaryOperator.identity();
      case FOREIGN -> cursor -> new Position("foreign", cursor.sequence());
      case AHEAD -> cursor -> new Position(newest().epoch(), cursor.sequence() + FAR_AHEAD);
    };
  }

  CompletionStage<Void> askTheRules() {
    CompletableFuture<Void> permission = new CompletableFuture<>();
    undecided.add(permission);
    return permission;
  }

  void decide(int number) {
    if (!undecided.isEmpty()) {
      assertThat(undecided.remove(number % undecided.size()).complete(null)).isTrue();
    }
  }

  void cut(int number, int lostFrames) {
    ModelClient client = client(number);
    WatchedConnection connection = client.connection();
    client.cut(lostFrames);
    connection.transport.connection().end(CloseReason.DISCONNECTED);
  }

  boolean turn(int number) {
    Loop loop = hub.engine.loops().get(number % hub.engine.loops().size());
    List<WatchedConnection> served = open.stream().filter(c -> c.loop == loop).toList();
    served.forEach(WatchedConnection::beforeTurn);
    boolean worked = loop.turn();
    served.forEach(connection -> connection.afterTurn(settings.limits().outbox()));
    served.stream().filter(c -> c.transport.bye() != null).forEach(this::closed);
    return worked;
  }

  private void closed(WatchedConnection connection) {
    open.remove(connection);
    for (ModelClient client : clients) {
      if (client.connection() == connection) {
        CloseReason reason = connection.transport.bye().reason();
        assertThat(reason).isEqualTo(CloseReason.UNRESPONSIVE);
        assertThat(connection.transport.isReady()).isFalse();
        client.cut(0);
      }
    }
  }

  void pass(long millis) {
    hub.ticker.advance(millis);
  }

  void trim() {
    hub.engine.window().replay().trim();
    model.trim(hub.ticker.millis());
  }

  /** What a listener has heard is what there is. */
  private void checkListener() {
    assertThat(hub.heard.wrong()).isEmpty();
    assertThat(hub.heard.open()).isEqualTo(open.size());
    for (WatchedConnection connection : open) {
      assertThat(hub.heard.patterns(connection.transport.connection()))
          .isEqualTo(connection.patterns());
    }
    long subscriptions = open.stream().mapToLong(c -> c.patterns().size()).sum();
    pass(300);
    hub.settle();
    assertThat(hub.engine.stats().subscriptions()).isEqualTo(subscriptions);
    assertThat(hub.engine.stats().connections()).isEqualTo(open.size());
  }

  private void settle() {
    boolean worked = true;
    while (worked) {
      worked = !undecided.isEmpty();
      decide(0);
      for (int loop = 0; loop < settings.loops(); loop++) {
        worked |= turn(loop);
      }
    }
  }

  /** Lets everything come, and finds that nothing is missing. */
  void finish() {
    for (int i = 0; i < CLIENTS; i++) {
      client(i).connection().transport.unstall();
    }
    nextStep();
    log.comeBack();
    log.deliverAll();
    nextStep();
    settle();
    while (clients.stream().anyMatch(client -> client.connection().isAsking())) {
      pass(ASKS_THE_LOG);
      settle();
    }
    for (ModelClient client : clients) {
      client.connection().checkCursor(newest());
      client.assertComplete(model);
    }
    assertThat(hub.engine.stats().outboxBytes()).as("nothing waits any more").isZero();
    checkListener();
  }
}
