package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.engine.HistoryModel.Fact;
import io.tidewire.engine.ModelClient.Grouping;
import io.tidewire.window.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** An engine in the hand of a script, some clients, and the model that they are held against. */
final class EngineWorld {

  /** Which cursors a client comes back with. */
  enum Cursors {
    OWN,
    FOREIGN,
    AHEAD
  }

  private static final int CLIENTS = 3;
  private static final long FAR_AHEAD = 1_000_000;

  /** How long a node waits for what a client names ahead of it. */
  private static final long ASKS_THE_LOG = 500;

  private final EngineSettings settings;
  private final TestHub hub;
  private final HistoryModel model;
  private final List<ModelClient> clients =
      Stream.generate(ModelClient::new).limit(CLIENTS).toList();
  private final List<WatchedConnection> open = new ArrayList<>();
  private final List<CompletableFuture<Void>> undecided = new ArrayList<>();

  EngineWorld(TestSettings settings, int looks) {
    this.settings = settings.build();
    this.hub = TestHub.handDriven(settings);
    this.hub.engine.window().replay().lookAtMost(looks);
    this.model = new HistoryModel(this.settings.history());
  }

  void nextStep() {
    model.nextStep();
  }

  Position newest() {
    return hub.engine.position();
  }

  void publish(String topic, TopicKind kind, int size) {
    try {
      int number = model.facts().size();
      String text = number + " " + "x".repeat(size);
      Position position = hub.publish(topic, text, kind);
      long weight = Replay.weight(text.length() + 2);
      model.add(
          new Fact(
              number, position.sequence(), Topic.of(topic), kind, hub.ticker.millis(), weight));
    } catch (OverloadedException e) {
      assertThat(hub.engine.window().backlog().inFlight())
          .isGreaterThanOrEqualTo(settings.history().inFlight() / 2);
    }
  }

  /** A client that has a connection; if it was cut, it comes back. */
  ModelClient client(int number) {
    return client(number, Grouping.ONE_BY_ONE, Cursors.OWN);
  }

  ModelClient client(int number, Grouping grouping, Cursors cursors) {
    ModelClient client = clients.get(number % CLIENTS);
    if (client.connection() == null) {
      WatchedConnection connection = new WatchedConnection(hub.connect(), model);
      open.add(connection);
      client.resume(connection, grouping, cursors != Cursors.OWN, made(cursors));
    }
    return client;
  }

  private LongFunction<Position> made(Cursors cursors) {
    return switch (cursors) {
      case OWN -> this::position;
      case FOREIGN -> sequence -> new Position("foreign", sequence);
      case AHEAD -> sequence -> position(sequence + FAR_AHEAD);
    };
  }

  private Position position(long sequence) {
    return new Position(newest().epoch(), sequence);
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
    settle();
    while (clients.stream().anyMatch(client -> client.connection().isAsking())) {
      pass(ASKS_THE_LOG);
      settle();
    }
    for (ModelClient client : clients) {
      client.connection().checkCursor(newest().sequence());
      client.assertComplete(model);
    }
    checkListener();
  }
}
