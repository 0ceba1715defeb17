package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.FaultyEventLog;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.window.Ticker;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients whose cursors are ahead of this node: they were on one that has read more. */
@Timeout(60)
class AheadTest {

  private static final int KEPT = 100;

  /** The loops look after their connections as often as they ever do. */
  private static final Duration OFTEN = Duration.ofMillis(200);

  private static final long PATIENCE = 100;
  private static final long TIMEOUT = 2_000;

  private final TestSettings settings = new TestSettings();
  private final FaultyEventLog store = new FaultyEventLog(KEPT);
  private final AskedLog log = new AskedLog(store);

  /** A log whose answers to questions for its bounds the test may replace. */
  private static final class AskedLog extends ForwardingEventLog {
    private int questions;
    private @Nullable Supplier<CompletionStage<Bounds>> answer;

    AskedLog(FaultyEventLog store) {
      super(store);
    }

    @Override
    public CompletionStage<Bounds> bounds() {
      questions++;
      return answer == null ? super.bounds() : answer.get();
    }
  }

  /** A hub that has not read some events yet. */
  private TestHub behindBy(int events) {
    settings.heartbeat = OFTEN;
    TestHub hub = TestHub.handDriven(settings, log);
    store.manual();
    publish(1, events);
    return hub;
  }

  private void publish(int from, int to) {
    IntStream.rangeClosed(from, to)
        .forEach(i -> log.append(List.of(new EventLog.Entry(TestHub.content("a", i), null))));
  }

  private static void pass(TestHub hub, long millis) {
    hub.settle();
    hub.ticker.advance(millis);
    hub.settle();
    // What the loops find out at the end of a turn is left for the next.
    hub.settle();
  }

  /** What a client sees: payloads, {@code gap}, and whether it was recovered. */
  private static List<String> seen(RecordingTransport transport) {
    List<String> seen = new ArrayList<>();
    for (Frame frame : transport.frames()) {
      if (frame instanceof SharedEvent event) {
        seen.add(event.content().payload().text().replace("\"", ""));
      } else if (frame instanceof Control.Gap) {
        seen.add("gap");
      } else if (frame instanceof Control.Subscribed subscribed) {
        seen.add(subscribed.recovered() ? "recovered" : "from " + subscribed.cursor());
      }
    }
    return seen;
  }

  @Test
  void theTailAnswersFirst() {
    TestHub hub = behindBy(3);
    RecordingTransport client = hub.subscribe(hub.after(3), "a");
    pass(hub, PATIENCE - 1);
    store.deliver(2);
    pass(hub, 0);
    assertThat(seen(client)).isEmpty();

    store.deliverAll();
    hub.settle();

    assertThat(seen(client)).containsExactly("recovered");
    pass(hub, 10 * TIMEOUT);
    assertThat(log.questions).isZero();
  }

  @Test
  void oneQuestionServesAll() {
    settings.loops = 2;
    TestHub hub = behindBy(3);
    List<RecordingTransport> clients =
        List.of(
            hub.subscribe(hub.after(1), "a"),
            hub.subscribe(hub.after(4), "a"),
            hub.subscribe(hub.after(3), "a"),
            hub.subscribe(hub.after(2), "a"));
    pass(hub, PATIENCE - 1);
    assertThat(log.questions).isZero();

    pass(hub, 1);
    pass(hub, TIMEOUT);

    assertThat(log.questions).isEqualTo(1);
    assertThat(clients.stream().map(client -> seen(client).get(0)))
        .containsExactly("recovered", "from e1-0", "recovered", "recovered");
  }

  /** One that is in the log is none beyond it for the sake of another. */
  @Test
  void eachCursorOfARequestIsAnsweredForItself() {
    TestHub hub = behindBy(3);
    RecordingTransport client = hub.connect();
    client
        .connection()
        .subscribe(
            new SubscribeRequest(
                List.of(
                    TestHub.request(hub.after(2), "a").wishes().get(0),
                    TestHub.request(hub.after(9), "b").wishes().get(0)),
                null));
    pass(hub, PATIENCE);

    store.deliverAll();
    hub.settle();

    assertThat(client.frames(Control.Subscribed.class))
        .extracting(Control.Subscribed::recovered)
        .containsExactly(true, false);
    assertThat(client.payloads()).containsExactly("\"3\"");
  }

  @Test
  void whoComesLaterIsAskedForByTheNextQuestion() {
    TestHub hub = behindBy(3);
    CompletableFuture<EventLog.Bounds> first = new CompletableFuture<>();
    log.answer = () -> first;
    RecordingTransport early = hub.subscribe(hub.after(2), "a");
    pass(hub, PATIENCE);
    log.answer = null;
    RecordingTransport late = hub.subscribe(hub.after(3), "a");
    pass(hub, PATIENCE);
    assertThat(log.questions).as("one at a time").isEqualTo(1);

    first.complete(new EventLog.Bounds("e1", 0, 2));
    pass(hub, PATIENCE);

    assertThat(log.questions).isEqualTo(2);
    assertThat(seen(early)).containsExactly("recovered");
    assertThat(seen(late)).containsExactly("recovered");
  }

  @Test
  void beyondTheLogIsAGap() {
    TestHub hub = behindBy(3);
    RecordingTransport client = hub.subscribe(hub.after(9), "a");
    pass(hub, PATIENCE);
    store.deliverAll();
    hub.settle();
    assertThat(seen(client)).containsExactly("from e1-0", "gap", "1", "2", "3");
  }

  /** The ways of a log that does not say how far it goes. */
  private enum Silence {
    FAILS,
    THROWS,
    GIVES_NOTHING,
    GIVES_NO_BOUNDS,
    NEVER_ANSWERS,
    IS_IN_ANOTHER_EPOCH;

    CompletionStage<EventLog.Bounds> bounds() {
      return switch (this) {
        case FAILS -> CompletableFuture.failedStage(new IllegalStateException("away"));
        case THROWS -> throw new NoClassDefFoundError("away");
        case GIVES_NOTHING -> null;
        case GIVES_NO_BOUNDS -> CompletableFuture.completedStage(null);
        case NEVER_ANSWERS -> new CompletableFuture<>();
        case IS_IN_ANOTHER_EPOCH ->
            CompletableFuture.completedStage(new EventLog.Bounds("e2", 0, 0));
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLogThatDoesNotAnswerIsTakenAtItsWord(Silence silence) {
    TestHub hub = behindBy(3);
    log.answer = silence::bounds;
    RecordingTransport client = hub.subscribe(hub.after(3), "a");
    pass(hub, PATIENCE);
    if (silence == Silence.NEVER_ANSWERS) {
      pass(hub, TIMEOUT - 1);
      assertThat(seen(client)).isEmpty();
      pass(hub, 250);
    }
    assertThat(seen(client)).containsExactly("recovered");

    publish(4, 4);
    store.deliverAll();
    hub.settle();

    assertThat(seen(client)).containsExactly("recovered", "4");
  }

  /** When it answers after all, it answers nobody. */
  @Test
  void aLateAnswerDoesNotMeetTheNextQuestion() {
    TestHub hub = behindBy(3);
    CompletableFuture<EventLog.Bounds> first = new CompletableFuture<>();
    log.answer = () -> first;
    RecordingTransport early = hub.subscribe(hub.after(3), "a");
    pass(hub, PATIENCE);
    pass(hub, TIMEOUT);
    assertThat(seen(early)).containsExactly("recovered");
    CompletableFuture<EventLog.Bounds> second = new CompletableFuture<>();
    log.answer = () -> second;
    RecordingTransport late = hub.subscribe(hub.after(3), "a");
    pass(hub, PATIENCE);
    assertThat(log.questions).isEqualTo(2);

    first.complete(new EventLog.Bounds("e1", 0, 2));
    RecordingTransport last = hub.subscribe(hub.after(3), "a");
    pass(hub, PATIENCE);
    assertThat(seen(late)).isEmpty();
    assertThat(log.questions).as("the second is open").isEqualTo(2);

    second.complete(new EventLog.Bounds("e1", 0, 3));
    pass(hub, PATIENCE);
    assertThat(List.of(seen(late), seen(last))).containsOnly(List.of("recovered"));
  }

  @Test
  void noEventComesTwiceWhenBoundsFail() {
    TestHub hub = behindBy(3);
    store.goAway();
    RecordingTransport client = hub.subscribe(hub.after(2), "a");
    pass(hub, PATIENCE);
    publish(4, 5);

    store.comeBack();
    store.deliverAll();
    hub.settle();

    assertThat(seen(client)).containsExactly("recovered", "3", "4", "5");
  }

  /** What was taken at its word and is lost is told by the cut. */
  @Test
  void whatTheLogHasLostOfItIsToldByItsCut() {
    TestHub hub = behindBy(3);
    store.goAway();
    RecordingTransport client = hub.subscribe(hub.after(3), "a");
    pass(hub, PATIENCE);

    store.loseLast(2);
    store.comeBack();
    store.deliverAll();
    publish(5, 5);
    store.deliverAll();
    hub.settle();

    assertThat(seen(client)).containsExactly("recovered", "gap", "5");
  }

  @Test
  void anotherEpochIsAGapAtOnce() {
    TestHub hub = behindBy(3);
    RecordingTransport client = hub.subscribe(hub.after(9), "a");
    hub.settle();

    store.newEpoch();
    publish(1, 2);
    store.deliverAll();
    hub.settle();

    assertThat(seen(client)).containsExactly("recovered", "gap", "1", "2");
    assertThat(log.questions).isZero();
  }

  @Test
  void aConnectionThatEndsMeanwhileIsLeftAlone() {
    TestHub hub = behindBy(3);
    RecordingTransport client = hub.subscribe(hub.after(3), "a");
    hub.settle();
    client.connection().end(CloseReason.DISCONNECTED);
    hub.settle();

    store.deliverAll();
    hub.settle();

    assertThat(client.sends()).isEmpty();
    assertThat(hub.engine.subscriptions(Topic.of("a"))).isZero();
  }

  /** With its own threads and time: the loops ask by themselves. */
  @Test
  void theLoopsLookAfterThoseWhoWait() {
    TestHub hub = TestHub.started(settings, Ticker.system(), ConcurrentHashMap.newKeySet());
    try (hub) {
      Position ahead = new Position(hub.engine.position().epoch(), 7);
      RecordingTransport client = hub.subscribe(StartFrom.after(ahead), "a");
      await().until(() -> !client.frames(Control.Gap.class).isEmpty());
      assertThat(seen(client)).contains("gap");
    }
  }
}
