package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.tck.FaultyEventLog;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final StartFrom START = StartFrom.beginning();

  private final TestSettings settings = new TestSettings();

  private static Stream<String> cursors(RecordingTransport transport) {
    return transport.frames(Control.Start.class).stream().map(Control.Start::cursor);
  }

  @Test
  void allThatIsReadyLeavesInOneWriteWhichIsSharedByAllAtTheSamePlace() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport one = hub.subscribe(NOW, "a");
    RecordingTransport other = hub.subscribe(NOW, "a");
    hub.settle();
    IntStream.range(0, 5).forEach(i -> hub.publish("a", i));
    hub.settle();
    assertThat(one.sends()).hasSize(2);
    assertThat(one.awaitEvents(5)).containsExactly("\"0\"", "\"1\"", "\"2\"", "\"3\"", "\"4\"");
    assertThat(other.sends().get(1).batch()).isSameAs(one.sends().get(1).batch());
  }

  @Test
  void aStreamWithoutACursorIsToldAtOnceWhereItStarts() {
    TestHub hub = TestHub.handDriven(settings);
    Position before = hub.publish("a", "old");
    hub.settle();
    RecordingTransport transport = hub.subscribe(NOW, "a");
    hub.settle();
    assertThat(cursors(transport)).containsExactly(before.toString());
    transport.assertExhausted();
  }

  @Test
  void aResumedStreamIsToldItsPlaceAfterTheReplay() {
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("a", 1);
    hub.publish("a", 2);
    Position last = hub.publish("b", 3);
    hub.settle();
    RecordingTransport transport = hub.subscribe(hub.after(1), "a");
    hub.settle();
    assertThat(transport.frames().stream().map(f -> f.getClass().getSimpleName()))
        .containsExactly("Subscribed", "SharedEvent", "Start");
    assertThat(cursors(transport)).containsExactly(last.toString());
    assertThat(transport.frames(Control.Subscribed.class).get(0).recovered()).isTrue();
  }

  /** Cut before its first event it would ask for the last N again, and miss what lay between. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "*", "a,b"})
  void aStreamThatRewindsIsToldItsPlaceBeforeItsFirstEvent(String topics) {
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("b", 1);
    IntStream.rangeClosed(2, 5).forEach(i -> hub.publish("a", i));
    hub.settle();
    RecordingTransport cut = hub.subscribe(StartFrom.rewind(2), topics.split(","));
    hub.settle();
    String place = cursors(cut).findFirst().orElseThrow();
    assertThat(indexOf(cut, Control.Start.class)).isLessThan(indexOf(cut, SharedEvent.class));
    IntStream.rangeClosed(6, 9).forEach(i -> hub.publish("a", i));
    hub.settle();
    RecordingTransport resumed =
        hub.subscribe(StartFrom.after(Position.parse(place)), topics.split(","));
    hub.settle();
    assertThat(resumed.frames(Control.Gap.class)).isEmpty();
    assertThat(resumed.payloads()).containsAll(cut.payloads());
    assertThat(cut.payloads().get(0)).isEqualTo(topics.equals("a") ? "\"4\"" : "\"1\"");
    assertThat(resumed.payloads().get(0)).isEqualTo(cut.payloads().get(0));
  }

  /** The first one only tells where it begins. */
  @Test
  void theLastPlaceOfAReplaySaysThatAllWasRead() {
    TestHub hub = TestHub.handDriven(settings);
    hub.engine.window().replay().lookAtMost(1);
    IntStream.rangeClosed(1, 5).forEach(i -> hub.publish("a", i));
    hub.settle();
    RecordingTransport behind = hub.subscribe(START, "a");
    hub.settle();
    assertThat(behind.frames(Control.Start.class))
        .extracting(Control.Start::isCaughtUp)
        .containsExactly(false, true);
    RecordingTransport live = hub.subscribe(hub.after(5), "a");
    hub.settle();
    assertThat(live.frames(Control.Start.class))
        .extracting(Control.Start::isCaughtUp)
        .containsExactly(true);
  }

  @Test
  void aStreamFromTheStartIsToldThePlaceBelowTheOldestThatIsKept() {
    settings.events = 2;
    TestHub hub = TestHub.handDriven(settings);
    IntStream.rangeClosed(1, 5).forEach(i -> hub.publish("a", i));
    hub.settle();
    RecordingTransport cut = hub.subscribe(START, "a");
    hub.settle();
    Position place = Position.parse(cursors(cut).findFirst().orElseThrow());
    assertThat(place.sequence()).isEqualTo(3);
    assertThat(cut.frames(Control.Subscribed.class).get(0).cursor()).isEqualTo(place.toString());
    assertThat(indexOf(cut, Control.Start.class)).isLessThan(indexOf(cut, SharedEvent.class));
    RecordingTransport resumed = hub.subscribe(StartFrom.after(place), "a");
    hub.settle();
    assertThat(resumed.frames(Control.Gap.class)).isEmpty();
    assertThat(resumed.payloads()).isEqualTo(cut.payloads());
  }

  private static int indexOf(RecordingTransport transport, Class<? extends Frame> kind) {
    List<Frame> frames = transport.frames();
    return IntStream.range(0, frames.size())
        .filter(i -> kind.isInstance(frames.get(i)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStalledClientCostsItsNeighboursNothingAndLosesNothing() {
    settings.outbox = 8;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport stalled = hub.subscribe(NOW, "a");
    RecordingTransport neighbour = hub.subscribe(NOW, "a");
    hub.settle();
    stalled.stall();
    for (int i = 0; i < 100; i++) {
      hub.publish("a", i);
      hub.settle();
      assertThat(stalled.served().delivery().outbox().events()).isLessThanOrEqualTo(8);
    }
    assertThat(neighbour.awaitEvents(100)).hasSize(100);
    stalled.assertExhausted();
    stalled.unstall();
    hub.settle();
    assertThat(stalled.awaitEvents(100)).isEqualTo(neighbour.payloads());
    stalled.assertExhausted();
  }

  @Test
  void anEphemeralEventReachesWhoListensNowAndNobodyLater() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport live = hub.subscribe(NOW, "a");
    hub.settle();
    hub.publish("a", "typing", TopicKind.EPHEMERAL);
    hub.settle();
    assertThat(live.awaitEvents(1)).containsExactly("\"typing\"");
    RecordingTransport late = hub.subscribe(START, "a");
    RecordingTransport resumed = hub.subscribe(hub.after(0), "a");
    hub.settle();
    late.assertExhausted();
    resumed.assertExhausted();
    assertThat(resumed.frames(Control.Gap.class)).isEmpty();
    assertThat(resumed.frames(Control.Subscribed.class).get(0).recovered()).isTrue();
  }

  /** Confirmations and gaps of one large request must not be taken for a client that is slow. */
  @Test
  void aRequestWithAsManyTopicsAsAllowedFitsAnyOutbox() {
    settings.outbox = 1;
    TestHub hub = TestHub.handDriven(settings);
    String[] topics = IntStream.range(0, 256).mapToObj(i -> "t/" + i).toArray(String[]::new);
    StartFrom foreign = StartFrom.after(new Position("other", 7));
    RecordingTransport transport = hub.connect();
    transport.stall();
    TestHub.subscribe(transport, foreign, topics);
    hub.settle();
    transport.unstall();
    hub.settle();
    assertThat(transport.bye()).isNull();
    assertThat(transport.frames(Control.Subscribed.class)).hasSize(256);
    assertThat(transport.frames(Control.Gap.class)).hasSize(256);
  }

  @Test
  void aRequestBeyondTheLimitIsRefusedAndChangesNothing() {
    settings.subscriptions = 2;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(NOW, "a", "b");
    TestHub.subscribe(transport, NOW, "a", "c");
    hub.settle();
    assertThat(transport.frames(Control.Error.class))
        .extracting(Control.Error::code)
        .containsExactly(ErrorCode.RATE_LIMITED.code());
    hub.publish("a", 1);
    hub.publish("c", 2);
    hub.settle();
    assertThat(transport.awaitEvents(1)).containsExactly("\"1\"");
    transport.assertExhausted();
  }

  @Test
  void replacingATopicAtTheLimitIsNoRefusal() {
    settings.subscriptions = 2;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(NOW, "a", "b");
    TestHub.subscribe(transport, NOW, "b", "a");
    hub.settle();
    assertThat(transport.frames(Control.Error.class)).isEmpty();
    assertThat(hub.engine.subscriptions(Topic.of("a"))).isEqualTo(1);
  }

  @Test
  void subscriptionsAreCountedOnceHoweverTheyComeAndGo() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport first = hub.subscribe(NOW, "a", "a", "*", "*");
    RecordingTransport second = hub.subscribe(NOW, "a");
    TestHub.subscribe(second, NOW, "a");
    hub.settle();
    assertThat(hub.engine.subscriptions(Topic.of("a"))).isEqualTo(3);
    TestHub.unsubscribe(first, "*");
    TestHub.unsubscribe(first, "*");
    hub.settle();
    assertThat(hub.engine.subscriptions(Topic.of("a"))).isEqualTo(2);
    first.connection().end(CloseReason.NORMAL);
    second.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(hub.engine.subscriptions(Topic.of("a"))).isZero();
  }

  @Test
  void nothingFollowsTheEndOfASubscription() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(NOW, "a", "b");
    hub.settle();
    TestHub.unsubscribe(transport, "a");
    hub.settle();
    hub.publish("a", 1);
    hub.publish("b", 2);
    hub.settle();
    assertThat(transport.awaitEvents(1)).containsExactly("\"2\"");
    transport.assertExhausted();
  }

  /** A client drops what is not above its cursor, so nothing live may overtake a replay. */
  @Test
  void theReplayOfATopicComesBeforeItsLiveEventsOnOverlappingSubscriptions() {
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("a/x", 1);
    hub.publish("a/x", 2);
    hub.settle();
    RecordingTransport transport = hub.subscribe(NOW, "a/*");
    hub.settle();
    transport.stall();
    TestHub.subscribe(transport, START, "a/x");
    hub.settle();
    hub.publish("a/x", 3);
    hub.publish("a/y", 4);
    hub.settle();
    transport.unstall();
    hub.settle();
    assertThat(transport.awaitEvents(4)).containsExactly("\"1\"", "\"2\"", "\"3\"", "\"4\"");
    transport.assertExhausted();
  }

  /** What begins ahead of this node in one topic has not seen the others up to there. */
  @Test
  void theCursorNeverRunsAheadForATopicThatDidNotBeginAhead() {
    FaultyEventLog log = new FaultyEventLog(100);
    TestHub hub = TestHub.handDriven(settings, log);
    log.manual();
    IntStream.rangeClosed(1, 50).forEach(i -> hub.publish("elsewhere", i));
    RecordingTransport transport = hub.connect();
    transport
        .connection()
        .subscribe(
            new SubscribeRequest(
                List.of(
                    TestHub.request(hub.after(50), "ahead").wishes().get(0),
                    TestHub.request(NOW, "here").wishes().get(0)),
                null));
    hub.askLog();
    assertThat(transport.frames(Control.Subscribed.class))
        .extracting(Control.Subscribed::recovered)
        .containsExactly(true, false);
    assertThat(transport.sends()).allSatisfy(sent -> assertThat(sent.cursor().sequence()).isZero());
  }

  @Test
  void aCursorAheadOfTheNodeButNotOfTheLogWaitsWithoutAGap() {
    FaultyEventLog log = new FaultyEventLog(100);
    TestHub hub = TestHub.handDriven(settings, log);
    log.manual();
    hub.publish("a", 1);
    hub.publish("a", 2);
    RecordingTransport transport = hub.subscribe(hub.after(2), "a");
    hub.askLog();
    assertThat(transport.frames(Control.Subscribed.class)).hasSize(1);
    assertThat(transport.frames(Control.Gap.class)).isEmpty();
    hub.publish("a", 3);
    log.deliverAll();
    hub.settle();
    assertThat(transport.awaitEvents(1)).containsExactly("\"3\"");
    transport.assertExhausted();
  }

  @Test
  void requestsTakeEffectInTheirOrderThoughOneAsksTheLog() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(hub.after(1_000), "a");
    TestHub.unsubscribe(transport, "a");
    hub.askLog();
    assertThat(transport.frames().stream().<Class<?>>map(Frame::getClass))
        .endsWith(Control.Unsubscribed.class);
    hub.publish("a", 1);
    hub.settle();
    transport.assertExhausted();
  }

  @Test
  void whatOneSubscriptionHasBroughtAnotherDoesNotBringAgain() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(START, "**");
    hub.publish("a", 1);
    hub.settle();
    TestHub.subscribe(transport, START, "a", "*");
    hub.settle();
    hub.publish("a", 2);
    hub.settle();
    assertThat(transport.frames(SharedEvent.class)).hasSize(2);
  }
}
