package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.CloseReason;
import io.tidewire.LogRecorder;
import io.tidewire.OverloadedException;
import io.tidewire.TopicKind;
import io.tidewire.limits.AddressKey;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one connection may hold and how long it may take, and what all of a node may. */
class ConnectionLimitsTest {

  private static final StartFrom NOW = StartFrom.now();

  private final TestSettings settings = new TestSettings();

  private static long reached(TestHub hub, String setting) {
    return hub.engine.stats().limited().getOrDefault("realtime." + setting, -1L);
  }

  private static List<String> errors(RecordingTransport client) {
    return client.frames(Control.Error.class).stream().map(Control.Error::message).toList();
  }

  private static int confirmed(RecordingTransport client) {
    return client.frames(Control.Subscribed.class).size();
  }

  @Test
  void patternsAreBoundedAmongSubscriptions() {
    settings.patterns = 2;
    settings.subscriptions = 5;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport client = hub.subscribe(NOW, "a/*", "b/**", "c");
    hub.settle();
    assertThat(confirmed(client)).isEqualTo(3);
    TestHub.subscribe(client, NOW, "d/*");
    hub.settle();
    assertThat(errors(client))
        .containsExactly(
            "a connection may hold at most 2 subscriptions by pattern, by"
                + " realtime.limits.patterns");
    assertThat(client.frames(Control.Error.class).get(0).code())
        .isEqualTo(ErrorCode.RATE_LIMITED.code());
    TestHub.subscribe(client, NOW, "a/*", "d");
    hub.settle();
    assertThat(confirmed(client)).as("replaces one, and a topic is no pattern").isEqualTo(5);
    TestHub.unsubscribe(client, "b/**");
    TestHub.subscribe(client, NOW, "d/*");
    hub.settle();
    assertThat(confirmed(client)).as("there is room again").isEqualTo(6);
    TestHub.subscribe(client, NOW, "e", "f");
    hub.settle();
    assertThat(errors(client))
        .last()
        .asString()
        .isEqualTo("a connection may hold at most 5 subscriptions, by realtime.max-subscriptions");
    assertThat(reached(hub, "limits.patterns")).isEqualTo(1);
    assertThat(reached(hub, "max-subscriptions")).isEqualTo(1);
  }

  private static RecordingTransport socket(TestHub hub) {
    return hub.connectSocket(RecordingTransport::new);
  }

  private static void pass(TestHub hub, long millis) {
    hub.ticker.advance(millis);
    hub.settle();
  }

  @Test
  void aSocketThatSendsNothingIsAskedOnceAndEnded() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport mute = socket(hub);
    RecordingTransport listening = socket(hub);
    RecordingTransport talking = socket(hub);
    RecordingTransport stream = hub.connect();
    hub.settle();
    talking.connection().heard();
    assertThat(hub.engine.stats().waiting()).isEqualTo(3);
    pass(hub, 1_999);
    assertThat(hub.engine.stats().waiting()).isEqualTo(2);
    assertThat(mute.frames(Control.Ping.class)).isEmpty();
    pass(hub, 300);
    assertThat(mute.frames(Control.Ping.class)).hasSize(1);
    assertThat(listening.frames(Control.Ping.class)).hasSize(1);
    assertThat(talking.frames(Control.Ping.class)).isEmpty();
    assertThat(stream.frames(Control.Ping.class)).isEmpty();
    listening.connection().heard();
    pass(hub, 7_500);
    assertThat(mute.bye()).isNull();
    pass(hub, 500);
    assertThat(mute.bye()).isNotNull();
    assertThat(mute.bye().reason()).isEqualTo(CloseReason.UNRESPONSIVE);
    assertThat(List.of(listening, talking, stream)).allMatch(client -> client.bye() == null);
    assertThat(hub.engine.stats().waiting()).isZero();
    assertThat(reached(hub, "limits.first-frame")).isEqualTo(1);
    pass(hub, 100_000);
    assertThat(reached(hub, "limits.first-frame")).as("only the first").isEqualTo(1);
  }

  @Test
  void aSocketThatTakesNothingMustSendSomethingToo() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport stalled = socket(hub);
    stalled.stall();
    pass(hub, 1);
    pass(hub, 10_500);
    assertThat(stalled.bye()).isNotNull();
    assertThat(hub.engine.stats().waiting()).isZero();
  }

  @Test
  void socketsThatHaveSentNothingAreBounded() {
    settings.waiting = 2;
    TestHub hub = TestHub.handDriven(settings);
    try (LogRecorder log = LogRecorder.of(Attachment.class)) {
      RecordingTransport first = socket(hub);
      RecordingTransport second = socket(hub);
      assertThatThrownBy(() -> socket(hub))
          .isInstanceOf(OverloadedException.class)
          .hasMessageContaining("realtime.limits.waiting=2");
      assertThat(hub.connect()).as("a stream").isNotNull();
      hub.settle();
      first.connection().heard();
      pass(hub, 300);
      assertThat(socket(hub)).as("one has sent something").isNotNull();
      second.connection().end(CloseReason.NORMAL);
      hub.settle();
      assertThat(socket(hub)).as("one is gone").isNotNull();
      assertThatThrownBy(() -> socket(hub)).isInstanceOf(OverloadedException.class);
      assertThat(log.messages()).hasSize(2);
    }
    assertThat(reached(hub, "limits.waiting")).isEqualTo(2);
    assertThat(hub.engine.connectionCounts().connections()).isEqualTo(4);
  }

  @Test
  void whatArrivesInPartsIsBoundedForTheNode() {
    settings.message = 1_000;
    settings.inboundBytes = 10_000;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport first = hub.connect();
    RecordingTransport second = hub.connect();
    hub.settle();
    assertThat(first.connection().receiving(6_000)).isTrue();
    assertThat(second.connection().receiving(4_000)).isTrue();
    assertThat(second.connection().receiving(4_001)).isFalse();
    assertThat(reached(hub, "limits.inbound-bytes")).isEqualTo(1);
    assertThat(first.connection().receiving(1_000)).as("less").isTrue();
    assertThat(second.connection().receiving(9_000)).isTrue();
    second.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(second.connection().receiving(5_000)).as("ended, so nothing is kept").isTrue();
    assertThat(first.connection().receiving(10_000)).as("all is free again").isTrue();
    assertThat(first.connection().receiving(0)).isTrue();
    assertThat(hub.engine.nodeLimits().mayReceive(AddressKey.UNKNOWN, 10_000)).isTrue();
    assertThat(hub.engine.nodeLimits().mayReceive(AddressKey.UNKNOWN, 1)).isFalse();
  }

  /** The first part may come when the end is on its way, and be noted after it. */
  @Test
  void whatArrivesAfterTheEndIsNotCounted() {
    settings.message = 1_000;
    settings.inboundBytes = 10_000;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport client = hub.connect();
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(client.connection().receiving(10_000)).isTrue();
    assertThat(hub.engine.nodeLimits().mayReceive(AddressKey.UNKNOWN, 10_000)).isTrue();
  }

  @Test
  void aMessageThatIsNotWholeInTimeEndsTheConnection() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport slow = hub.connect();
    RecordingTransport steady = hub.connect();
    hub.settle();
    for (int second = 1; second <= 30; second++) {
      assertThat(slow.connection().receiving(second)).isTrue();
      slow.connection().heard();
      assertThat(steady.connection().receiving(0)).isTrue();
      assertThat(steady.connection().receiving(100)).isTrue();
      assertThat(slow.bye()).isNull();
      pass(hub, 1_000);
    }
    pass(hub, 1_000);
    assertThat(slow.bye()).isNotNull();
    assertThat(slow.bye().reason()).isEqualTo(CloseReason.UNRESPONSIVE);
    assertThat(steady.bye()).as("each of its messages was whole").isNull();
  }

  @Test
  void aSlowClientBeyondItsBytesReadsTheHistoryAndMissesNothing() {
    settings.outboxBytes = 2_000;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport slow = hub.subscribe(NOW, "a");
    hub.settle();
    slow.stall();
    for (int i = 0; i < 50; i++) {
      hub.publish("a", "x".repeat(200) + i);
      hub.settle();
    }
    assertThat(reached(hub, "limits.outbox-bytes")).isPositive();
    assertThat(hub.engine.stats().outboxBytes()).isLessThanOrEqualTo(2_000);
    slow.unstall();
    hub.settle();
    assertThat(slow.payloads()).hasSize(50).doesNotHaveDuplicates();
    assertThat(slow.frames(Control.Gap.class)).isEmpty();
    assertThat(hub.engine.stats().outboxBytes()).isZero();
  }

  @Test
  void allSlowClientsOfANodeTogetherHoldNoMoreThanItsBytes() {
    settings.outboxMemory = 5_000;
    settings.loops = 2;
    TestHub hub = TestHub.handDriven(settings);
    List<RecordingTransport> slow =
        IntStream.range(0, 10).mapToObj(i -> hub.subscribe(NOW, "t" + i, "all")).toList();
    hub.settle();
    slow.forEach(RecordingTransport::stall);
    for (int i = 0; i < 10; i++) {
      hub.publish("all", "x".repeat(200) + i);
      for (int topic = 0; topic < 10; topic++) {
        hub.publish("t" + topic, "y".repeat(100) + i);
      }
      hub.settle();
      assertThat(hub.engine.stats().outboxBytes()).isBetween(0L, 5_000L);
    }
    assertThat(reached(hub, "limits.outbox-memory")).isPositive();
    slow.get(0).connection().end(CloseReason.NORMAL);
    slow.subList(1, 10).forEach(RecordingTransport::unstall);
    hub.settle();
    assertThat(slow.subList(1, 10))
        .allSatisfy(client -> assertThat(client.payloads()).hasSize(20).doesNotHaveDuplicates());
    assertThat(hub.engine.stats().outboxBytes()).isZero();
  }

  /** Events without a place would be lost to the clients of all other addresses. */
  @Test
  void thoseWhoTakeNothingAtOneAddressCostOthersNoEvent() {
    settings.outboxMemory = 5_000;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport stalled = hub.connect(Identity.at(7), RecordingTransport::new);
    RecordingTransport other = hub.connect(Identity.at(8), RecordingTransport::new);
    TestHub.subscribe(stalled, NOW, "its-own", "another");
    TestHub.subscribe(other, NOW, "typing", "more");
    hub.settle();
    stalled.stall();
    hub.publish("its-own", "x".repeat(4_600));
    hub.settle();
    hub.publish("typing", "y".repeat(100), TopicKind.EPHEMERAL);
    hub.settle();
    assertThat(other.payloads()).hasSize(1);
    assertThat(reached(hub, "limits.outbox-memory")).isZero();
    assertThat(hub.engine.stats().limited())
        .containsEntry("nine tenths of realtime.limits.outbox-memory", 1L);
    stalled.unstall();
    hub.settle();
    assertThat(stalled.payloads()).as("read again").hasSize(1);
  }
}
