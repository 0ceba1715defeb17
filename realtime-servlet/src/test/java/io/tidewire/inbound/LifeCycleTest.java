package io.tidewire.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Connected;
import io.tidewire.ConnectionEvent;
import io.tidewire.Disconnected;
import io.tidewire.LogRecorder;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.Subscribed;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.Unsubscribed;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Outcome;
import io.tidewire.engine.Transport;
import io.tidewire.spi.ConnectionObserver;
import io.tidewire.web.ApplicationExecutor;
import io.tidewire.web.StillHub;
import io.tidewire.wire.Control;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What observers are told of connections, and when. */
@Timeout(60)
class LifeCycleTest {

  private static final int SUBSCRIPTIONS = 1;

  private final LogRecorder logged = LogRecorder.of(LifeCycle.class);
  private final StillHub hub = new StillHub();
  private final ApplicationExecutor executor = hub.executor(8);
  private final List<ConnectionEvent> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private @Nullable LifeCycle lifeCycle;
  private @Nullable Attachment attachment;

  /** A transport of this name that takes everything. */
  private record Taking(String name) implements Transport {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(Batch batch, Position cursor) {}

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {}
  }

  private void attach(ConnectionObserver... observers) {
    attach(executor, observers);
  }

  private void attach(ApplicationExecutor threads, ConnectionObserver... observers) {
    lifeCycle = new LifeCycle(List.of(observers), threads, hub.hub().boundedLog(), SUBSCRIPTIONS);
    attachment = hub.hub().attach(() -> {}, () -> 0, lifeCycle);
  }

  private ClientConnection open(String transport) {
    return hub.open(attachment, self -> new Taking(transport));
  }

  /** Waits at the gate, whoever interrupts it, at the first event of a connection. */
  private void pass(ConnectionEvent event) {
    if (event instanceof Connected && event.transport().equals("slow")) {
      boolean passed = false;
      while (!passed) {
        try {
          gate.await();
          passed = true;
        } catch (InterruptedException e) {
          told.add(event);
        }
      }
    }
  }

  private static void unsubscribe(ClientConnection connection, String topic) {
    TopicPattern pattern = TopicPattern.of(topic);
    Outcome outcome = Outcome.unsubscribe(pattern, new Control.Unsubscribed(null, topic));
    connection.request(null, () -> CompletableFuture.completedStage(outcome));
  }

  private static String shown(ConnectionEvent event) {
    String what = event.getClass().getSimpleName();
    if (event instanceof Subscribed subscribed) {
      return what + " " + subscribed.pattern();
    }
    if (event instanceof Unsubscribed unsubscribed) {
      return what + " " + unsubscribed.pattern();
    }
    return event instanceof Disconnected disconnected
        ? what + " " + disconnected.reason()
        : what + " " + event.transport();
  }

  private List<String> toldOf(ClientConnection connection) {
    return told.stream()
        .filter(event -> event.connection().equals(connection.id()))
        .map(LifeCycleTest::shown)
        .toList();
  }

  private void awaitNothingLeft() {
    await("all told").until(() -> lifeCycle.waiting() == 0);
  }

  @AfterEach
  void close() {
    gate.countDown();
    executor.close();
    hub.close();
    logged.close();
  }

  @Test
  void eachConnectionIsToldInOrder() {
    attach(told::add);
    List<ClientConnection> connections = List.of(open("websocket"), open("sse"));
    for (ClientConnection connection : connections) {
      connection.subscribe(StillHub.fromNow("a/*"));
      unsubscribe(connection, "a/*");
      await("the loop").until(() -> toldOf(connection).size() == 3);
      connection.end(CloseReason.NORMAL);
      await("the end").until(() -> toldOf(connection).size() == 4);
      assertThat(toldOf(connection))
          .containsExactly(
              "Connected " + connection.transport(),
              "Subscribed a/*",
              "Unsubscribed a/*",
              "Disconnected NORMAL");
    }
    awaitNothingLeft();
  }

  @Test
  void connectedComesBeforeTheFirstMessage() {
    attach(this::pass, told::add);
    ClientConnection connection = open("slow");
    CompletionStage<Void> before = attachment.afterThose(connection.id());
    assertThat(before.toCompletableFuture()).isNotDone();
    assertThat(toldOf(connection)).isEmpty();

    gate.countDown();

    before.toCompletableFuture().join();
    assertThat(toldOf(connection)).containsExactly("Connected slow");
    assertThat(attachment.afterThose(connection.id()).toCompletableFuture()).isDone();
    assertThat(attachment.afterThose(null).toCompletableFuture()).isDone();
  }

  @Test
  void aSlowObserverHoldsUpItsOwnConnectionOnly() {
    attach(this::pass, told::add);
    ClientConnection slow = open("slow");
    ClientConnection other = open("websocket");
    attachment.afterThose(other.id()).toCompletableFuture().join();
    assertThat(toldOf(other)).containsExactly("Connected websocket");
    assertThat(toldOf(slow)).isEmpty();
  }

  @Test
  void aFullExecutorLosesNothing() {
    ApplicationExecutor narrow = hub.executor(2);
    attach(narrow, told::add);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                narrow.work(
                    () -> {
                      gate.await();
                      return null;
                    });
              }
            })
        .isInstanceOf(OverloadedException.class);
    ClientConnection connection = open("websocket");
    connection.subscribe(StillHub.fromNow("a"));
    await("the subscription").until(() -> hub.hub().subscriptions(Topic.of("a")) == 1);
    assertThat(told).isEmpty();

    gate.countDown();

    await("told")
        .until(
            () -> {
              lifeCycle.sweep();
              return toldOf(connection).size() == 2;
            });
    assertThat(toldOf(connection)).containsExactly("Connected websocket", "Subscribed a");
    awaitNothingLeft();
    narrow.close();
  }

  @Test
  void whoDoesNotReturnIsLoggedAndTheNextEventIsTold() {
    attach(this::pass, told::add);
    ClientConnection connection = open("slow");
    connection.subscribe(StillHub.fromNow("a"));
    await("the subscription").until(() -> hub.hub().subscriptions(Topic.of("a")) == 1);
    hub.advance(Duration.ofSeconds(31));
    executor.sweep();
    await("told").until(() -> toldOf(connection).contains("Subscribed a"));
    assertThat(logged.messages())
        .singleElement()
        .asString()
        .contains("have not returned from Connected");
  }

  @Test
  void whatOneThrowsIsLoggedAndTheOthersAreTold() {
    attach(
        event -> {
          throw new IllegalStateException("a fault");
        },
        told::add);
    ClientConnection connection = open("sse");
    attachment.afterThose(connection.id()).toCompletableFuture().join();
    assertThat(toldOf(connection)).containsExactly("Connected sse");
    assertThat(logged.messages()).singleElement().asString().contains("failed on Connected");
    assertThat(logged.thrown()).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void pollsAreNotTold() {
    attach(told::add);
    ClientConnection poll = open("poll");
    ClientConnection stream = open("sse");
    attachment.afterThose(stream.id()).toCompletableFuture().join();
    poll.end(CloseReason.NORMAL);
    stream.end(CloseReason.NORMAL);
    await("the end").until(() -> toldOf(stream).size() == 2);
    assertThat(toldOf(poll)).isEmpty();
    awaitNothingLeft();
  }

  @Test
  void undeployTellsTheRest() {
    attach(told::add);
    List<ClientConnection> connections = List.of(open("websocket"), open("sse"));
    connections.forEach(
        connection -> attachment.afterThose(connection.id()).toCompletableFuture().join());
    attachment.close();
    for (ClientConnection connection : connections) {
      assertThat(toldOf(connection)).last().isEqualTo("Disconnected RESTART");
    }
    assertThat(lifeCycle.waiting()).isZero();
    assertThat(logged.messages()).isEmpty();
  }

  @Test
  void whoMakesMoreThanObserversTakeIsEndedAndToldToTheEnd() {
    attach(this::pass, told::add);
    ClientConnection connection = open("slow");
    for (int i = 0; i < 40 && !connection.isEnding(); i++) {
      connection.subscribe(StillHub.fromNow("a"));
      unsubscribe(connection, "a");
      CompletableFuture<Void> served = new CompletableFuture<>();
      connection.later(() -> served.complete(null));
      served.join();
    }
    await("the end").until(() -> hub.closed().contains(CloseReason.OVERLOADED));
    assertThat(toldOf(connection)).isEmpty();

    gate.countDown();

    await("told").until(() -> toldOf(connection).contains("Disconnected OVERLOADED"));
    assertThat(toldOf(connection)).startsWith("Connected slow", "Subscribed a", "Unsubscribed a");
    assertThat(toldOf(connection)).last().isEqualTo("Disconnected OVERLOADED");
    awaitNothingLeft();
  }

  @Test
  void withoutObserversNothingIsKept() {
    attach();
    ClientConnection connection = open("websocket");
    connection.subscribe(StillHub.fromNow("a"));
    await("the subscription").until(() -> hub.hub().subscriptions(Topic.of("a")) == 1);
    assertThat(lifeCycle.waiting()).isZero();
    assertThat(attachment.afterThose(connection.id()).toCompletableFuture()).isDone();
  }
}
