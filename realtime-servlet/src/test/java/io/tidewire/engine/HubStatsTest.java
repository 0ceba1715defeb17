package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.HubStats;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.limits.Reached;
import io.tidewire.spi.HubSignal;
import io.tidewire.tck.FaultyEventLog;
import io.tidewire.window.Replay;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hub counts. */
@Timeout(60)
class HubStatsTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final long SWEEP = 1_000;
  private static final Map<String, Long> NO_LIMIT = new Reached().all();
  private static final Map<String, Long> NO_REFUSAL = new RefusalCounts().all();

  /** What an event of the hub counts in the history whose payload has three characters. */
  private static final long EVENT_BYTES = Replay.weight(3);

  private final TestSettings settings = new TestSettings();

  private static HubStats stats(TestHub hub) {
    hub.settle();
    hub.ticker.advance(SWEEP);
    hub.settle();
    return hub.engine.stats();
  }

  /** What is counted of a client that takes nothing while so many events come, and then all. */
  private static HubStats statsOfStalled(TestHub hub, int events, TopicKind kind) {
    RecordingTransport client = hub.subscribe(NOW, "a");
    hub.settle();
    client.stall();
    for (int i = 0; i < events; i++) {
      hub.publish("a", i, kind);
    }
    hub.settle();
    client.unstall();
    return stats(hub);
  }

  @Test
  void aHubThatHasDoneNothingCountsNothing() {
    TestHub hub = TestHub.handDriven(settings);
    assertThat(stats(hub))
        .isEqualTo(stats(0, 0, 0, 0, 0, 0, 0, 0, Map.of()))
        .isEqualTo(HubEngine.nothing());
  }

  /** What has been counted where nothing has gone wrong, and each event has one weight. */
  private static HubStats stats(
      long connections,
      long subscriptions,
      long opened,
      long closed,
      long delivered,
      long published,
      long topics,
      long historyBytes,
      Map<String, Long> byTransport) {
    Map<String, Long> open = new HashMap<>(Map.of("sse", 0L, "websocket", 0L, "poll", 0L));
    open.putAll(byTransport);
    return new HubStats(
        connections,
        0,
        subscriptions,
        opened,
        closed,
        delivered,
        0,
        0,
        0,
        published,
        0,
        0,
        topics,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        published,
        historyBytes,
        NO_LIMIT,
        open,
        NO_REFUSAL);
  }

  @Test
  void countsEachEventAndConnection() {
    settings.loops = 2;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport first = hub.subscribe(NOW, "a");
    RecordingTransport second = hub.subscribe(NOW, "a", "b/*");
    hub.settle();
    for (int i = 0; i < 3; i++) {
      hub.publish("a", i);
    }
    hub.publish("c", 4);
    assertThat(hub.engine.stats().unread()).isEqualTo(4);
    assertThat(stats(hub))
        .isEqualTo(stats(2, 3, 2, 0, 6, 4, 2, 4 * EVENT_BYTES, Map.of("recording", 2L)));
    TestHub.unsubscribe(second, "b/*");
    assertThat(stats(hub).subscriptions()).isEqualTo(2);

    first.connection().end(CloseReason.NORMAL);
    second.connection().end(CloseReason.DISCONNECTED);
    hub.settle();
    assertThat(hub.engine.stats())
        .as("the last one of a loop is counted at once")
        .isEqualTo(stats(0, 0, 2, 2, 6, 4, 2, 4 * EVENT_BYTES, Map.of("recording", 0L)));
  }

  @Test
  void tellsHowLongTheOldestUnreadEventHasWaited() {
    settings.loops = 2;
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("a", 1);
    hub.ticker.advance(1_500);
    hub.publish("a", 2);
    hub.ticker.advance(1_000);
    assertThat(hub.engine.stats().oldestUnreadMillis()).isEqualTo(2_500);
    hub.engine.loops().get(0).turn();
    assertThat(hub.engine.stats().oldestUnreadMillis()).as("of the other loop").isEqualTo(2_500);
    hub.settle();
    assertThat(hub.engine.stats().oldestUnreadMillis()).isZero();
  }

  @Test
  void countsSocketsThatAreClosing() {
    TestHub hub = TestHub.handDriven(settings);
    Runnable ended = hub.engine.closingSocket(Identity.of(Subscriber.named("ann")));
    assertThat(hub.engine.stats().closing()).isEqualTo(1);
    ended.run();
    assertThat(hub.engine.stats().closing()).isZero();
  }

  @Test
  void countsWhatIsReadAgainAndWhatIsLost() {
    settings.outbox = 4;
    settings.events = 6;
    HubStats stats = statsOfStalled(TestHub.handDriven(settings), 20, TopicKind.PLAIN);
    assertThat(stats.dropped()).isEqualTo(4);
    assertThat(stats.gaps()).isEqualTo(1);
    assertThat(stats.delivered()).isEqualTo(6);
    assertThat(stats.published()).isEqualTo(20);
  }

  @Test
  void countsEphemeralEventsThatWereLost() {
    settings.outbox = 2;
    HubStats stats = statsOfStalled(TestHub.handDriven(settings), 5, TopicKind.EPHEMERAL);
    assertThat(stats.dropped()).isEqualTo(3);
    assertThat(stats.delivered()).isEqualTo(2);
    assertThat(stats.published()).isEqualTo(5);
    assertThat(stats.topics()).isZero();
  }

  /** Where it was decided is of no account, so that none counts twice. */
  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void countsEachRefusalOnceByTheCodeThatAClientIsTold(ErrorCode code) {
    TestHub hub = TestHub.handDriven(settings);
    hub.engine.refused(code.code(), "for the observers");
    RecordingTransport client = hub.connect();
    client.connection().reply(new Control.Error(code, "no", "1"));
    hub.engine.countRefusal(code.code());

    HubStats stats = stats(hub);
    assertThat(stats.refusals()).containsEntry(code.code(), 2L).hasSize(ErrorCode.values().length);
    assertThat(stats.refused()).isEqualTo(2);
  }

  @Test
  void countsRefusalsOfLoops() {
    settings.subscriptions = 1;
    TestHub hub = TestHub.handDriven(settings);
    hub.subscribe(NOW, "a", "b");
    assertThat(stats(hub).refusals()).containsEntry("rate-limited", 1L);
    assertThat(stats(hub).refused()).isEqualTo(1);
  }

  /** There may be any number of them. */
  @Test
  void countsNoCodesOfTheApplicationsOwn() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport client = hub.connect();
    client.connection().reply(new Control.Error("sold-out", "none left", "1", null));
    assertThat(stats(hub).refusals()).isEqualTo(NO_REFUSAL);
    assertThat(stats(hub).refused()).isZero();
  }

  @Test
  void countsConnectionsByTheirTransport() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport stream = hub.connect(client -> new OfKind(client, "sse"));
    hub.connect(client -> new OfKind(client, "sse"));
    hub.connect(client -> new OfKind(client, "websocket"));
    assertThat(stats(hub).byTransport()).isEqualTo(Map.of("sse", 2L, "websocket", 1L, "poll", 0L));

    stream.connection().end(CloseReason.NORMAL);
    assertThat(stats(hub).byTransport()).isEqualTo(Map.of("sse", 1L, "websocket", 1L, "poll", 0L));
  }

  private static final class OfKind extends RecordingTransport {
    private final String kind;

    OfKind(ClientConnection connection, String kind) {
      super(connection);
      this.kind = kind;
    }

    @Override
    public String name() {
      return kind;
    }
  }

  @Test
  void countsUsersOnceHoweverManyConnectionsTheyHave() {
    TestHub hub = TestHub.handDriven(settings);
    Identity ann = Identity.of(Subscriber.named("ann"));
    RecordingTransport first = hub.connect(ann, RecordingTransport::new);
    RecordingTransport second = hub.connect(ann, RecordingTransport::new);
    hub.connect(Identity.of(Subscriber.named("ben")), RecordingTransport::new);
    hub.connect();
    assertThat(stats(hub).users()).isEqualTo(2);
    assertThat(stats(hub).connections()).isEqualTo(4);

    first.connection().end(CloseReason.NORMAL);
    assertThat(stats(hub).users()).isEqualTo(2);
    second.connection().end(CloseReason.NORMAL);
    assertThat(stats(hub).users()).isEqualTo(1);
  }

  @Test
  void countsWhatIsKeptAndNotWhatHasBeenEvicted() {
    settings.events = 2;
    TestHub hub = TestHub.handDriven(settings);
    for (int i = 0; i < 5; i++) {
      hub.publish("a", i);
    }
    hub.publish("b", 5);
    HubStats stats = stats(hub);
    assertThat(stats.historyEvents()).isEqualTo(3);
    assertThat(stats.historyBytes()).isEqualTo(3 * EVENT_BYTES);
  }

  @Test
  void countsMessagesByWhatBecomesOfThem() {
    TestHub hub = TestHub.handDriven(settings);
    MessageCounts messages = hub.engine.messages();
    for (int i = 0; i < 4; i++) {
      messages.received();
    }
    messages.answered(new Control.Ack("1", null, null));
    messages.answered(new Control.Error(ErrorCode.INTERNAL, "it has failed", "2"));
    messages.answered(new Control.Error("sold-out", "none is left", "3", null));
    HubStats stats = stats(hub);
    assertThat(stats.received()).isEqualTo(4);
    assertThat(stats.answered()).isEqualTo(1);
    assertThat(stats.failed()).isEqualTo(1);
  }

  @Test
  void countsWhatTheLogDoesWrong() {
    FaultyEventLog log = new FaultyEventLog(100);
    TestHub hub = TestHub.handDriven(settings, log);
    hub.subscribe(NOW, "a");
    hub.settle();
    hub.publish("a", 1);
    log.redeliver(1);
    log.loseNext(5);
    hub.publish("a", 2);
    HubStats stats = stats(hub);
    assertThat(stats.logDoubles()).isEqualTo(1);
    assertThat(stats.logCuts()).isEqualTo(1);
    assertThat(stats.gaps()).isEqualTo(1);
    assertThat(stats.delivered()).isEqualTo(2);
    hub.close();
  }

  @Test
  void countsWhatTheLogDoesNotTake() {
    FaultyEventLog log = new FaultyEventLog(100);
    TestHub hub = TestHub.handDriven(settings, log);
    log.failAppends(1, false);
    Message message = Message.to(Topic.of("a"), "changed", Payload.json("1")).build();
    assertThatThrownBy(() -> hub.engine.publish(message).toCompletableFuture().join())
        .hasRootCauseInstanceOf(Exception.class);
    assertThat(stats(hub).publishFailed()).isEqualTo(1);
    assertThat(stats(hub).published()).isZero();
    hub.close();
  }

  @Test
  void countsWhatTheLogHasNotAnswered() {
    FaultyEventLog log = new FaultyEventLog(100);
    TestHub hub = TestHub.handDriven(settings, log);
    log.goAway();
    CompletionStage<Position> answer =
        hub.engine.publish(Message.to(Topic.of("a"), "n", Payload.json("1")).build());
    assertThat(hub.engine.stats().underWay()).isEqualTo(1);
    assertThat(hub.engine.stats().published()).isZero();
    log.comeBack();
    answer.toCompletableFuture().join();
    assertThat(stats(hub).published()).isEqualTo(1);
    assertThat(stats(hub).underWay()).isZero();
    hub.close();
  }

  @Test
  void observersAreToldTheSameOfWhatWasDelivered() {
    List<HubSignal> signals = new CopyOnWriteArrayList<>();
    TestHub hub = TestHub.handDriven(settings, signals::add);
    hub.subscribe(NOW, "a");
    hub.settle();
    hub.publish("a", 1);
    hub.publish("a", 2);
    assertThat(stats(hub).delivered()).isEqualTo(2);
    await().until(() -> signals.contains(new HubSignal.Delivered(2)));
    assertThat(stats(hub).delivered()).isEqualTo(2);
    hub.close();
    assertThat(signals).filteredOn(HubSignal.Delivered.class::isInstance).hasSize(1);
  }

  @Test
  void theTwinForTransactionsCountsTheSame() {
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("a", 1);
    assertThat(stats(hub).published()).isEqualTo(1);
    assertThat(hub.engine.afterCommit().stats()).isEqualTo(hub.engine.stats());
  }
}
