package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.TopicKind;
import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import io.tidewire.tck.FaultyEventLog;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events without a place in the log, beside such as have one. */
class UnplacedEventTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final int EVENTS = 8;

  private final TestSettings settings = new TestSettings();

  private static void publish(TestHub hub, int number, boolean isPlaced) {
    hub.publish("a/x", number, isPlaced ? TopicKind.PLAIN : TopicKind.EPHEMERAL);
  }

  private static void pass(TestHub hub, int... numbers) {
    IntStream.of(numbers).forEach(number -> publish(hub, number, false));
  }

  private static void append(TestHub hub, int... numbers) {
    IntStream.of(numbers).forEach(number -> publish(hub, number, true));
  }

  private static List<Integer> numbers(RecordingTransport transport) {
    return transport.payloads().stream().map(UnplacedEventTest::number).toList();
  }

  private static int number(String payload) {
    return Integer.parseInt(payload.substring(1, payload.length() - 1));
  }

  /** Every mixture, whether the loop passes the events one by one or all in a turn. */
  @ParameterizedTest
  @ValueSource(strings = {"a/x", "a/*", "a/x,b", "a/x,a/*", "a/*;**"})
  void thoseWithAPlaceComeOnceAndInOrderWhateverLiesBetween(String requests) {
    settings.outbox = 3;
    for (int mixture = 0; mixture < 1 << EVENTS; mixture++) {
      for (boolean oneByOne : new boolean[] {true, false}) {
        TestHub hub = TestHub.handDriven(settings);
        RecordingTransport transport = hub.connect();
        for (String request : requests.split(";", -1)) {
          TestHub.subscribe(transport, NOW, request.split(",", -1));
        }
        hub.settle();
        transport.stall();
        List<Integer> placed = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
          boolean isPlaced = (mixture >> i & 1) == 1;
          publish(hub, i, isPlaced);
          if (isPlaced) {
            placed.add(i);
          }
          if (oneByOne) {
            hub.settle();
          }
        }
        hub.settle();
        transport.unstall();
        hub.settle();
        assertThat(numbers(transport))
            .as("mixture %s of %s", Integer.toBinaryString(mixture), requests)
            .isSorted()
            .doesNotHaveDuplicates()
            .containsAll(placed);
        assertThat(transport.frames(Control.Gap.class)).isEmpty();
        assertCursorsHoldWhatWasSent(transport);
      }
    }
  }

  /** Whoever goes on from a cursor gets each event with a place that was not sent. */
  private static void assertCursorsHoldWhatWasSent(RecordingTransport transport) {
    long sent = 0;
    for (RecordingTransport.Sent batch : transport.sends()) {
      for (Frame frame : batch.frames()) {
        sent = frame instanceof SharedEvent e && e.isPlaced() ? e.position().sequence() : sent;
      }
      assertThat(batch.cursor().sequence()).isLessThanOrEqualTo(sent);
    }
  }

  @Test
  void aFullOutboxDropsItAndNobodyFallsBehind() {
    settings.outbox = 3;
    AtomicInteger dropped = new AtomicInteger();
    HubObserver observer =
        signal -> dropped.addAndGet(signal instanceof HubSignal.Dropped drop ? drop.events() : 0);
    TestHub hub = TestHub.handDriven(settings, observer);
    RecordingTransport transport = hub.subscribe(NOW, "a/x", "b");
    hub.settle();
    transport.stall();
    append(hub, 1, 2, 3);
    pass(hub, 4, 5);
    hub.settle();

    assertThat(transport.served().delivery().outbox().events()).isEqualTo(3);
    assertThat(transport.served().delivery().subscriptions().areLive()).isTrue();
    transport.unstall();
    hub.settle();
    assertThat(numbers(transport)).containsExactly(1, 2, 3);
    await("both to be reported").until(() -> dropped.get() == 2);
  }

  @Test
  void thoseThatFollowOnTheSameEventAreToldApart() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(NOW, "a/x", "a/*", "**");
    hub.settle();
    append(hub, 1);
    pass(hub, 2, 3);
    append(hub, 4);
    hub.settle();
    assertThat(numbers(transport)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void itWakesTheLoopOfItsSubscribers() {
    TestHub hub = TestHub.handDriven(settings);
    AtomicInteger wakes = new AtomicInteger();
    hub.engine.loops().get(0).wakeWith(wakes::incrementAndGet);
    RecordingTransport transport = hub.subscribe(NOW, "a/x");
    hub.settle();
    wakes.set(0);
    hub.publish("b", 1, TopicKind.EPHEMERAL);
    assertThat(wakes).hasValue(0);
    pass(hub, 2);
    assertThat(wakes).hasValue(1);
    hub.settle();
    assertThat(numbers(transport)).containsExactly(2);
  }

  @Test
  void itIsNotReplayed() {
    TestHub hub = TestHub.handDriven(settings);
    append(hub, 1);
    pass(hub, 2);
    append(hub, 3);
    hub.settle();
    RecordingTransport late = hub.subscribe(StartFrom.beginning(), "a/x");
    RecordingTransport rewound = hub.subscribe(StartFrom.rewind(2), "a/*");
    hub.settle();
    assertThat(numbers(late)).containsExactly(1, 3);
    assertThat(numbers(rewound)).containsExactly(1, 3);
  }

  /** The loop may still have it before itself when the client asks. */
  @Test
  void aSubscriberDoesNotGetOneFromBeforeItAsked() {
    TestHub hub = TestHub.handDriven(settings);
    append(hub, 1);
    pass(hub, 2);
    RecordingTransport transport = hub.subscribe(NOW, "a/x");
    pass(hub, 3);
    hub.settle();
    assertThat(numbers(transport)).containsExactly(3);
  }

  /** Nor does it draw the client's cursor back to where this node is. */
  @Test
  void aSubscriberAheadOfTheNodeGetsIt() {
    FaultyEventLog log = new FaultyEventLog(100);
    TestHub hub = TestHub.handDriven(settings, log);
    log.manual();
    append(hub, IntStream.rangeClosed(101, 150).toArray());
    RecordingTransport transport = hub.subscribe(hub.after(50), "a/x");
    hub.askLog();
    pass(hub, 1);
    log.deliver(1);
    hub.settle();
    transport.stall();
    pass(hub, 3, 4);
    log.deliver(1);
    hub.settle();
    assertThat(hub.engine.position().sequence()).isEqualTo(2);
    assertThat(transport.served().delivery().cursor().sequence()).isEqualTo(50);
    transport.unstall();
    hub.settle();
    assertThat(numbers(transport)).containsExactly(1, 3, 4);
    assertThat(transport.sends())
        .allSatisfy(sent -> assertThat(sent.cursor().sequence()).isEqualTo(50));
  }
}
