package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.LogUnavailableException;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.FaultyEventLog;
import io.tidewire.wire.Control;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hub whose log is away: when it starts, and later. */
@Timeout(60)
class AwayLogTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final int KEPT = 100;

  private final TestSettings settings = new TestSettings();
  private final FaultyEventLog log = new FaultyEventLog(KEPT);

  private TestHub hub() {
    return TestHub.handDriven(settings, log);
  }

  private static CompletableFuture<Position> publish(TestHub hub, Object payload) {
    return hub.engine
        .publish(Message.to(Topic.of("a"), "changed", payload).build())
        .toCompletableFuture();
  }

  private static void send(TestHub hub, Object payload) {
    var unused = publish(hub, payload);
  }

  /** What a client sees: payloads, and {@code gap} for each gap. */
  @Test
  void aHubStartsWithoutItsLog() {
    log.goAway();
    TestHub hub = hub();

    hub.ticker.advance(7_000);

    assertThat(hub.engine.takesConnections()).isFalse();
    assertThat(hub.engine.awaitsLogFor()).contains(Duration.ofSeconds(7));
    assertThat(hub.engine.health()).containsEntry("log", "away");
    assertThatThrownBy(hub::connect).isInstanceOf(OverloadedException.class);
  }

  @Test
  void takesConnectionsOnceFilled() {
    log.goAway();
    TestHub hub = hub();
    CompletableFuture<Position> early = publish(hub, "early");
    assertThat(early).isNotDone();

    log.comeBack();

    assertThat(hub.engine.takesConnections()).isTrue();
    assertThat(hub.engine.awaitsLogFor()).isEmpty();
    assertThat(hub.engine.health()).containsEntry("log", "read");
    assertThat(early.join().sequence()).isEqualTo(1);
    RecordingTransport client = hub.subscribe(StartFrom.beginning(), "a");
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("early");
  }

  @Test
  void anEphemeralEventNeedsTheLog() {
    log.goAway();
    TestHub hub = hub();

    CompletableFuture<Position> passed =
        hub.engine
            .publish(Message.to(Topic.of("a"), "moved", 1).kind(TopicKind.EPHEMERAL).build())
            .toCompletableFuture();

    assertThat(passed).isCompletedExceptionally();
  }

  @Test
  void staysReadyUnlessAskedTo() {
    log.goAway();
    assertThat(hub().engine.isReady()).isTrue();

    settings.readyNeedsLog = true;
    TestHub strict = hub();

    assertThat(strict.engine.isReady()).isFalse();
    log.comeBack();
    assertThat(strict.engine.isReady()).isTrue();
  }

  @Test
  void clientsStayAndHearHeartbeatsWhileTheLogIsAway() {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    hub.settle();

    log.goAway();
    for (int second = 0; second < 60; second++) {
      hub.ticker.advance(1_000);
      hub.settle();
    }

    assertThat(client.bye()).isNull();
    assertThat(client.frames(Control.Ping.class)).hasSizeGreaterThan(1);
    assertThat(hub.engine.takesConnections()).isTrue();
  }

  @Test
  void publishersGetTheirAnswerInTime() {
    TestHub hub = hub();
    log.goAway();
    CompletableFuture<Position> published = publish(hub, "1");

    hub.ticker.advance(settings.logTimeout.toMillis());
    hub.engine.housekeeping().run();

    assertThatThrownBy(published::join).hasRootCauseInstanceOf(LogUnavailableException.class);
  }

  @Test
  void comesBackWithTheSameEpochWithoutAGap() {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    send(hub, "1");
    log.goAway();
    send(hub, "2");
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("1");

    log.comeBack();
    send(hub, "3");
    hub.settle();

    assertThat(client.eventsAndGaps()).containsExactly("1", "2", "3");
  }

  @Test
  void comesBackWithAnotherEpochWithOneGap() {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    send(hub, "1");
    log.goAway();
    hub.settle();

    log.newEpoch();
    log.comeBack();
    send(hub, "2");
    hub.settle();

    assertThat(client.eventsAndGaps()).containsExactly("1", "gap", "2");
  }

  @Test
  void fillsAWindowLargerThanTheRing() {
    int kept = 10 * settings.inFlight;
    settings.events = kept;
    FaultyEventLog full = new FaultyEventLog(kept);
    IntStream.range(0, kept)
        .forEach(i -> full.append(List.of(new EventLog.Entry(TestHub.content("a", i), null))));

    try (TestHub hub = TestHub.started(settings, full, ConcurrentHashMap.newKeySet())) {
      await().until(hub.engine::takesConnections);
      assertThat(hub.engine.position().sequence()).isEqualTo(kept);
      RecordingTransport client = hub.subscribe(StartFrom.beginning(), "a");
      assertThat(client.awaitEvents(kept)).hasSize(kept).startsWith("\"0\"");
    }
  }
}
