package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.window.Replay;
import io.tidewire.wire.Control;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log has lost events, or goes on as another: every subscription is told once. */
class CutTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final StartFrom START = StartFrom.beginning();

  private final TestSettings settings = new TestSettings();
  private final SteeredLog log = new SteeredLog();

  private enum Cut {
    HOLE,
    EPOCH;

    void in(SteeredLog log) {
      if (this == HOLE) {
        log.lose(3);
      } else {
        log.turnEpoch("second", 0);
      }
    }
  }

  private TestHub hub() {
    return TestHub.handDriven(settings, log);
  }

  private static void publish(TestHub hub, int from, int to) {
    IntStream.rangeClosed(from, to).forEach(i -> hub.publish("a", i));
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "\"" + i + "\"").toList();
  }

  /** What a client sees: numbers, and {@code gap} for each gap. */
  @ParameterizedTest
  @EnumSource
  void aLiveSubscriberIsToldOnceAndGetsWhatFollows(Cut cut) {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    hub.settle();
    publish(hub, 1, 2);
    hub.settle();
    cut.in(log);
    publish(hub, 3, 4);
    hub.settle();
    publish(hub, 5, 5);
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("1", "2", "gap", "3", "4", "5");
    Control.Gap gap = client.frames(Control.Gap.class).get(0);
    assertThat(gap.from()).isEqualTo("first-2");
    assertThat(gap.to()).isEqualTo(cut == Cut.HOLE ? "first-5" : "second-0");
  }

  /** All in one turn of the loop: events, cut, events. */
  @ParameterizedTest
  @EnumSource
  void whatLiesBeforeTheCutComesBeforeTheGap(Cut cut) {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    RecordingTransport several = hub.subscribe(NOW, "a", "b", "*");
    hub.settle();
    publish(hub, 1, 2);
    cut.in(log);
    publish(hub, 3, 3);
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("1", "2", "gap", "3");
    assertThat(several.payloads()).isEqualTo(numbers(1, 3));
    assertThat(several.frames(Control.Gap.class)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void whatWaitsInTheOutboxComesBeforeTheGap(Cut cut) {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    hub.settle();
    client.stall();
    publish(hub, 1, 2);
    hub.settle();
    cut.in(log);
    publish(hub, 3, 3);
    hub.settle();
    client.unstall();
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("1", "2", "gap", "3");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSubscriberBehindIsToldOnce(int looks) {
    settings.outbox = 2;
    TestHub hub = hub();
    hub.engine.window().replay().lookAtMost(looks);
    RecordingTransport client = hub.subscribe(NOW, "a");
    hub.settle();
    client.stall();
    publish(hub, 1, 5);
    hub.settle();
    log.lose(3);
    publish(hub, 6, 7);
    hub.settle();
    client.unstall();
    hub.settle();
    assertThat(client.payloads()).isEqualTo(numbers(1, 7));
    assertThat(client.frames(Control.Gap.class)).hasSize(1);
  }

  @Test
  void aSubscriberBehindANewEpochGetsNothingOfTheOld() {
    settings.outbox = 2;
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    hub.settle();
    client.stall();
    publish(hub, 1, 5);
    hub.settle();
    log.turnEpoch("second", 0);
    publish(hub, 6, 7);
    hub.settle();
    client.unstall();
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("gap", "6", "7");
  }

  @ParameterizedTest
  @EnumSource
  void aLoopBeforeTheCutTellsNoGapYetAndEachTellsItsOwn(Cut cut) {
    settings.loops = 2;
    TestHub hub = hub();
    RecordingTransport one = hub.subscribe(NOW, "a");
    RecordingTransport other = hub.subscribe(NOW, "a");
    hub.settle();
    Loop slow = other.served().loop();
    Loop quick = one.served().loop();
    assertThat(quick).isNotSameAs(slow);
    publish(hub, 1, 2);
    cut.in(log);
    publish(hub, 3, 3);
    boolean worked = true;
    while (worked) {
      worked = quick.turn();
    }
    assertThat(one.eventsAndGaps()).containsExactly("1", "2", "gap", "3");
    assertThat(other.eventsAndGaps()).isEmpty();
    hub.settle();
    assertThat(other.eventsAndGaps()).containsExactly("1", "2", "gap", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle", "idle/*", "**"})
  void anIdleTopicIsToldToo(String pattern) {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, pattern);
    hub.settle();
    log.lose(1);
    hub.settle();
    log.turnEpoch("second", 7);
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("gap", "gap");
    assertThat(client.served().delivery().hasCaughtUp()).isTrue();
    assertThat(client.served().delivery().cursor()).isEqualTo(new Position("second", 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "*"})
  void resumingBelowTheCutIsNotRecovered(String pattern) {
    TestHub hub = hub();
    publish(hub, 1, 2);
    log.lose(3);
    publish(hub, 3, 3);
    hub.settle();
    RecordingTransport below = hub.subscribe(hub.after(1), pattern);
    RecordingTransport above = hub.subscribe(hub.after(5), pattern);
    hub.settle();
    publish(hub, 4, 4);
    hub.settle();
    assertThat(below.frames(Control.Subscribed.class).get(0).recovered()).isFalse();
    assertThat(below.frames(Control.Gap.class)).hasSize(1);
    assertThat(below.payloads()).isEqualTo(numbers(2, 4));
    assertThat(above.frames(Control.Subscribed.class).get(0).recovered()).isTrue();
    assertThat(above.eventsAndGaps()).containsExactly("3", "4");
  }

  @Test
  void aCursorOfAnEpochThatIsOverStartsOver() {
    TestHub hub = hub();
    publish(hub, 1, 2);
    StartFrom ofTheFirst = hub.after(2);
    log.turnEpoch("second", 0);
    publish(hub, 3, 3);
    hub.settle();
    RecordingTransport client = hub.subscribe(ofTheFirst, "a");
    hub.settle();
    assertThat(client.frames(Control.Subscribed.class).get(0).recovered()).isFalse();
    assertThat(client.eventsAndGaps()).containsExactly("gap", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "*"})
  void afterANewEpochNobodyGetsAnythingOfTheOld(String pattern) {
    TestHub hub = hub();
    publish(hub, 1, 3);
    log.turnEpoch("second", 0);
    publish(hub, 4, 4);
    hub.settle();
    RecordingTransport start = hub.subscribe(START, pattern);
    RecordingTransport rewound = hub.subscribe(StartFrom.rewind(3), pattern);
    hub.settle();
    assertThat(start.payloads()).isEqualTo(numbers(4, 4));
    assertThat(rewound.payloads()).isEqualTo(numbers(4, 4));
  }

  /** A search for losses goes on for turns; what the loop passes meanwhile is told after it. */
  @ParameterizedTest
  @EnumSource
  void aSearchForLossesKnowsTheCutUpToWhichItBegan(Cut last) {
    settings.events = 1;
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "*");
    hub.settle();
    IntStream.range(0, 40).forEach(i -> hub.publish("others/" + i % 20, i));
    client.stall();
    log.lose(3);
    publish(hub, 1, 1);
    hub.settle();
    hub.engine.window().replay().lookAtMost(3);
    client.unstall();
    assertThat(hub.engine.loops().get(0).turn()).isTrue();
    Subscription searching = client.served().delivery().subscriptions().all().get(0);
    assertThat(searching.searchedUpTo()).as("unfinished").isLessThan(Long.MAX_VALUE);
    client.stall();
    log.lose(3);
    hub.settle();
    last.in(log);
    hub.publish("b", 2);
    hub.settle();
    client.unstall();
    hub.settle();
    assertThat(client.eventsAndGaps())
        .isEqualTo(last == Cut.HOLE ? List.of("gap", "1", "gap", "2") : List.of("gap", "2"));
  }

  /** What is evicted of the old epoch between two readings of it is no further loss. */
  @Test
  void subscriptionsAtSeveralPlacesOfTheOldEpochAreToldOnceEach() {
    settings.outbox = 2;
    TestHub hub = hub();
    RecordingTransport client = hub.connect(OneSend::new);
    TestHub.subscribe(client, NOW, "a");
    hub.settle();
    publish(hub, 1, 3);
    hub.settle();
    TestHub.subscribe(client, NOW, "c");
    hub.settle();
    IntStream.rangeClosed(4, 6).forEach(i -> hub.publish("c", i));
    hub.settle();
    publish(hub, 7, 8);
    log.turnEpoch("second", 0);
    hub.settle();
    for (int i = 0; client.frames(Control.Gap.class).isEmpty(); i++) {
      assertThat(i).isLessThan(10);
      client.unstall();
      hub.settle();
    }
    hub.engine.window().replay().trim();
    publish(hub, 9, 9);
    for (int i = 0; i < 10; i++) {
      client.unstall();
      hub.settle();
    }
    assertThat(client.frames(Control.Gap.class))
        .extracting(Control.Gap::topic)
        .containsExactlyInAnyOrder("a", "c");
    assertThat(client.payloads()).isEqualTo(numbers(9, 9));
  }

  /** A socket that stalls after each write. */
  private static final class OneSend extends RecordingTransport {
    OneSend(ClientConnection connection) {
      super(connection);
    }

    @Override
    public void send(Batch batch, Position cursor) {
      super.send(batch, cursor);
      stall();
    }
  }

  /** What the client has seen ahead of its node was of the epoch that is over. */
  @Test
  void aSubscriberAheadOfTheNodeComesToTheNewEpochFromItsBeginning() {
    TestHub hub = TestHub.handDriven(settings, log);
    publish(hub, 1, 2);
    hub.settle();
    log.claim(50);
    RecordingTransport client = hub.subscribe(hub.after(50), "a");
    hub.askLog();
    assertThat(client.frames(Control.Subscribed.class).get(0).recovered()).isTrue();
    log.turnEpoch("second", 0);
    publish(hub, 3, 4);
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("gap", "3", "4");
  }

  /** What it may have lost is still being looked for. */
  @Test
  void aSubscriberAheadOfTheNodeThatIsNotConfirmedYetDoesSoToo() {
    settings.events = 1;
    settings.age = Duration.ofSeconds(1);
    TestHub hub = TestHub.handDriven(settings, log);
    IntStream.range(0, 40).forEach(i -> hub.publish("others/" + i % 20, i));
    hub.settle();
    hub.ticker.advance(1_000);
    Replay replay = hub.engine.window().replay();
    replay.trim();
    replay.lookAtMost(3);
    log.claim(50);
    RecordingTransport client = hub.subscribe(hub.after(50), "**");
    hub.settle();
    hub.ticker.advance(500);
    Loop loop = hub.engine.loops().get(0);
    while (client.served().delivery().preparing() == null) {
      assertThat(loop.turn() || loop.hasWork()).isTrue();
    }
    assertThat(client.frames()).as("not confirmed").isEmpty();
    log.turnEpoch("second", 0);
    publish(hub, 1, 1);
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("gap", "1");
  }

  /** Passing the cut looks at nothing; what is void is let go of with the next trimming. */
  @Test
  void theOldEpochIsEvictedInRounds() {
    TestHub hub = hub();
    Replay replay = hub.engine.window().replay();
    replay.lookAtMost(100);
    publish(hub, 1, 500);
    hub.settle();
    long before = replay.looks();
    log.turnEpoch("second", 0);
    hub.settle();
    assertThat(replay.looks()).isEqualTo(before);
    replay.trim();
    assertThat(replay.looks() - before).isBetween(500L, 1_000L);
  }

  /** The socket has taken the first batch, and nothing since. */
  @ParameterizedTest
  @EnumSource
  void aBatchInFlightAtTheCutIsNotRepeated(Cut cut) {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    hub.settle();
    publish(hub, 1, 2);
    hub.settle();
    client.stall();
    assertThat(client.eventsAndGaps()).containsExactly("1", "2");
    publish(hub, 3, 3);
    cut.in(log);
    publish(hub, 4, 4);
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("1", "2");
    client.unstall();
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("1", "2", "3", "gap", "4");
  }

  /** Some connections have passed the cut, some not, when memory runs out. */
  @ParameterizedTest
  @EnumSource
  void anErrorWithinACutIsMadeUpFor(Cut cut) {
    TestHub hub = hub();
    List<RecordingTransport> clients =
        Stream.generate(() -> hub.subscribe(NOW, "a")).limit(3).toList();
    hub.settle();
    publish(hub, 1, 2);
    cut.in(log);
    publish(hub, 3, 3);
    List<Subscription> broken = clients.get(1).served().delivery().subscriptions().all();
    broken.add(null);
    Loop loop = hub.engine.loops().get(0);
    assertThat(loop.turn()).isTrue();
    assertThat(loop.reader().isBrokenOff()).isTrue();
    assertThat(loop.turn()).as("as long as it fails").isTrue();
    assertThat(loop.reader().isBrokenOff()).isTrue();
    broken.remove(null);
    hub.settle();
    assertThat(clients)
        .allSatisfy(c -> assertThat(c.eventsAndGaps()).containsExactly("1", "2", "gap", "3"));
  }

  @ParameterizedTest
  @EnumSource
  void anErrorWhileSendingBeforeACutIsMadeUpFor(Cut cut) {
    TestHub hub = hub();
    RecordingTransport client = hub.subscribe(NOW, "a");
    FailingSubscriber failing = hub.connect(FailingSubscriber::new);
    TestHub.subscribe(failing, NOW, "a");
    hub.settle();
    publish(hub, 1, 2);
    failing.failures = 1;
    cut.in(log);
    publish(hub, 3, 3);
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("1", "2", "gap", "3");
  }

  /** A socket that fails once. */
  private static final class FailingSubscriber extends RecordingTransport {
    private int failures;

    FailingSubscriber(ClientConnection connection) {
      super(connection);
    }

    @Override
    public boolean isReady() {
      if (failures-- > 0) {
        throw new OutOfMemoryError("at the cut");
      }
      return super.isReady();
    }
  }
}
