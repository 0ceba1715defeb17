package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.TopicPattern;
import io.tidewire.spi.HubSignal;
import io.tidewire.wire.Control;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners hear of connections: each beginning and each end, once. */
@Timeout(60)
class ConnectionListenerTest {

  private static final StartFrom NOW = StartFrom.now();

  private final TestSettings settings = new TestSettings();

  /** A transport that throws at each write. */
  private static final class BrokenTransport extends RecordingTransport {

    BrokenTransport(ClientConnection connection) {
      super(connection);
    }

    @Override
    public void send(Batch batch, Position cursor) {
      throw new NoClassDefFoundError("a class that an undeployment took away");
    }
  }

  @Test
  void eachOpenedIsClosedOnce() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport leaver = hub.subscribe(NOW, "a");
    hub.settle();
    leaver.connection().end(CloseReason.DISCONNECTED);
    leaver.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(hub.heard.news())
        .containsExactly("opened", "subscribed a", "closed " + CloseReason.DISCONNECTED);
  }

  @Test
  void aConnectionThatAFaultEndsIsClosedOnce() {
    TestHub hub = TestHub.handDriven(settings);
    hub.connect(BrokenTransport::new);
    RecordingTransport broken = hub.connect(BrokenTransport::new);
    TestHub.subscribe(broken, NOW, "a");
    hub.settle();
    hub.ticker.advance(1_000);
    hub.settle();
    assertThat(hub.heard.ends()).containsExactly(CloseReason.INTERNAL);
    assertThat(hub.heard.open()).as("the one that nothing was written to").isEqualTo(1);
    assertThat(hub.heard.wrong()).isEmpty();
  }

  @Test
  void theConnectionsOfALoopThatEndsAreClosed() {
    TestHub hub = TestHub.handDriven(settings);
    hub.subscribe(NOW, "a");
    hub.subscribe(NOW, "b");
    hub.settle();
    RecordingTransport late = hub.connect();
    hub.engine.loops().get(0).end(CloseReason.INTERNAL);
    assertThat(hub.heard.ends()).containsExactly(CloseReason.INTERNAL, CloseReason.INTERNAL);
    assertThat(late.bye().reason()).isEqualTo(CloseReason.INTERNAL);
    assertThat(hub.heard.news()).as("nothing of the one that came too late").hasSize(6);
    assertThat(hub.heard.wrong()).isEmpty();
  }

  /** There is no later check of a loop that has ended, which would try it again. */
  @Test
  void whatAnErrorInterruptsWhileALoopEndsIsTriedOnceMore() {
    TestHub hub = TestHub.handDriven(settings);
    hub.connect(OnceOutOfMemory::new);
    hub.settle();
    hub.engine.loops().get(0).end(CloseReason.INTERNAL);
    assertThat(hub.heard.ends()).containsExactly(CloseReason.INTERNAL);
  }

  /** There is no memory for the goodbye, at first. */
  private static final class OnceOutOfMemory extends RecordingTransport {
    private int failures = 1;

    OnceOutOfMemory(ClientConnection connection) {
      super(connection);
    }

    @Override
    public void close(Control.Bye said, @Nullable Position cursor) {
      if (failures > 0) {
        failures--;
        throw new OutOfMemoryError("a goodbye");
      }
      super.close(said, cursor);
    }
  }

  @Test
  void theConnectionsOfAnApplicationThatStopsAreClosed() {
    settings.loops = 2;
    try (TestHub hub = TestHub.started(settings)) {
      for (int i = 0; i < 10; i++) {
        hub.subscribe(NOW, "a");
      }
      await().until(() -> hub.heard.open() == 10);
      hub.attachment.close();
      assertThat(hub.heard.open()).isZero();
      assertThat(hub.heard.ends()).hasSize(10).containsOnly(CloseReason.RESTART);
      assertThat(hub.heard.wrong()).isEmpty();
    }
  }

  /** The loop is told to end before it was told to end its connections. */
  @Test
  void theConnectionsOfAHubThatEndsAreClosed() {
    TestHub hub = TestHub.handDriven(settings);
    hub.subscribe(NOW, "a");
    hub.settle();
    hub.engine.loops().get(0).end(CloseReason.RESTART);
    assertThat(hub.heard.ends()).containsExactly(CloseReason.RESTART);
    assertThat(hub.heard.open()).isZero();
  }

  @Test
  void subscriptionsEndOnce() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport client = hub.subscribe(NOW, "a", "b/*");
    TestHub.subscribe(client, NOW, "a");
    TestHub.unsubscribe(client, "b/*");
    TestHub.unsubscribe(client, "b/*");
    hub.settle();
    assertThat(hub.heard.patterns(client.connection())).containsExactly(TopicPattern.of("a"));
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(hub.heard.news())
        .containsExactly(
            "opened",
            "subscribed a",
            "subscribed b/*",
            "unsubscribed a",
            "subscribed a",
            "unsubscribed b/*",
            "closed " + CloseReason.NORMAL);
    assertThat(hub.heard.wrong()).isEmpty();
  }

  @Test
  void aRequestThatIsRefusedSubscribesNobody() {
    settings.subscriptions = 1;
    TestHub hub = TestHub.handDriven(settings);
    hub.subscribe(NOW, "a", "b");
    hub.settle();
    assertThat(hub.heard.news()).containsExactly("opened");
  }

  /** Requests wait while many answers do, so a confirmation and what follows it find room. */
  @Test
  void aSubscriptionFindsRoomHoweverManyAnswersWait() {
    settings.subscriptions = 1;
    for (int waiting = 60; waiting < 70; waiting++) {
      TestHub hub = TestHub.handDriven(settings);
      RecordingTransport client = hub.connect();
      hub.settle();
      client.stall();
      Outcome answer = Outcome.answer(new Control.Unsubscribed(null, "b"));
      for (int i = 0; i < waiting; i++) {
        client.connection().request(null, () -> CompletableFuture.completedStage(answer));
      }
      TestHub.subscribe(client, NOW, "a");
      hub.settle();
      client.unstall();
      hub.settle();
      assertThat(hub.heard.news())
          .as("with %s answers", waiting)
          .containsExactly("opened", "subscribed a");
      assertThat(hub.heard.wrong()).isEmpty();
    }
  }

  @Test
  void aListenerThatThrowsConcernsNobody() {
    List<HubSignal> signals = new CopyOnWriteArrayList<>();
    try (TestHub hub = TestHub.started(settings, signals::add)) {
      hub.heard.failWith(new NoClassDefFoundError("a class that an undeployment took away"));
      RecordingTransport client = hub.subscribe(NOW, "a");
      await().until(() -> !client.sends().isEmpty());
      hub.publish("a", 1);
      assertThat(client.awaitEvents(1)).containsExactly("\"1\"");
      TestHub.unsubscribe(client, "a");
      client.connection().end(CloseReason.NORMAL);
      await().until(() -> signals.stream().anyMatch(HubSignal.Closed.class::isInstance));
      assertThat(hub.heard.news())
          .containsExactly(
              "opened", "subscribed a", "unsubscribed a", "closed " + CloseReason.NORMAL);
      assertThat(client.bye().reason()).isEqualTo(CloseReason.NORMAL);
      List<HubSignal> ofConnections = new ArrayList<>(signals);
      ofConnections.removeIf(
          signal -> !(signal instanceof HubSignal.Opened || signal instanceof HubSignal.Closed));
      assertThat(ofConnections)
          .as("observers are told by another listener")
          .containsExactly(
              new HubSignal.Opened(client.connection().id(), "recording", Optional.empty()),
              new HubSignal.Closed(client.connection().id(), CloseReason.NORMAL));
    }
  }
}
