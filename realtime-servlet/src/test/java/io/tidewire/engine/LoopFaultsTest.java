package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.TopicPattern;
import io.tidewire.poll.PollAnswers;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.ManualTicker;
import io.tidewire.window.RingWriter;
import io.tidewire.window.Ticker;
import io.tidewire.window.Window;
import io.tidewire.wire.Control;
import io.tidewire.wire.MessageLimit;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.WebSocketMessages;
import io.tidewire.wire.WireForm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is thrown on a loop, wherever: the loop goes on, and nobody loses an event by it. */
@Timeout(60)
class LoopFaultsTest {

  private static final StartFrom NOW = StartFrom.now();

  private static final WireForm<String, WebSocketMessages> MESSAGES =
      WireForm.webSocket(MessageLimit.DEFAULT);

  private final TestSettings settings = new TestSettings();

  /** A socket whose methods throw when the test says so. */
  private static final class FaultyTransport extends RecordingTransport {
    private int sendsToFail;
    private int closesToFail;
    private int closes;

    FaultyTransport(ClientConnection connection) {
      super(connection);
    }

    @Override
    public void send(Batch batch, Position cursor) {
      if (sendsToFail > 0) {
        sendsToFail--;
        throw new OutOfMemoryError("a form of this batch");
      }
      super.send(batch, cursor);
    }

    @Override
    public void close(Control.Bye said, @Nullable Position cursor) {
      closes++;
      if (closesToFail > 0) {
        closesToFail--;
        throw new OutOfMemoryError("the goodbye");
      }
      super.close(said, cursor);
    }
  }

  /** A wire form, which is encoded when the first transport asks for it. */
  private enum Form {
    ENVELOPES {
      @Override
      void encode(Batch batch, Position cursor) {
        assertThat(batch.in(WireForm.envelope())).isNotEmpty();
      }
    },
    JOINED_MESSAGES {
      @Override
      void encode(Batch batch, Position cursor) {
        batch.in(MESSAGES).forEach(text -> {}, binary -> {});
      }
    },
    FRAMES {
      @Override
      void encode(Batch batch, Position cursor) {
        batch.in(MESSAGES).bytes();
      }
    },
    POLL_ANSWER {
      @Override
      void encode(Batch batch, Position cursor) {
        PollAnswers.whole(batch, cursor);
      }
    },
    PART_OF_A_POLL_ANSWER {
      @Override
      void encode(Batch batch, Position cursor) {
        PollAnswers.part(batch, cursor, MessageLimit.MIN);
      }
    };

    abstract void encode(Batch batch, Position cursor);

    /** A client whose events are encoded before they leave. */
    RecordingTransport client(ClientConnection connection) {
      return new RecordingTransport(connection) {
        @Override
        public void send(Batch batch, Position cursor) {
          encode(batch, cursor);
          super.send(batch, cursor);
        }
      };
    }
  }

  /** The neighbour's would be taken for nobody's, and its events left in the ring. */
  @Test
  void anEndThatAnErrorInterruptsCountsEachSubscriptionDownOnce() {
    TestHub hub = TestHub.handDriven(settings);
    hub.subscribe(NOW, "a", "b/*");
    RecordingTransport leaving = hub.subscribe(NOW, "a", "b/*");
    hub.settle();
    List<Seat> seats = leaving.served().delivery().subscriptions().all().get(0).interests();
    seats.add(null);
    leaving.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(leaving.bye()).as("interrupted before").isNull();
    seats.remove(null);

    hub.ticker.advance(1_000);
    hub.settle();

    assertThat(leaving.bye()).isNotNull();
    assertThat(hub.engine.subscriptions(Topic.of("a"))).isEqualTo(1);
    assertThat(hub.engine.subscriptions(Topic.of("b/c"))).isEqualTo(1);
    assertThat(hub.engine.stats().subscriptions()).isEqualTo(2);
  }

  /** What had not been counted up yet is not counted down. */
  @Test
  void aSubscribeThatAnErrorInterruptsLeavesTheCountsAsTheyWere() {
    TestHub hub = TestHub.handDriven(settings);
    hub.subscribe(NOW, "a");
    RecordingTransport failing = hub.connect();
    hub.settle();
    Delivery delivery = failing.served().delivery();
    Subscription half = new Subscription(delivery, List.of(Seat.above(TopicPattern.of("a"), 0)));
    delivery.subscriptions().all().add(half);

    failing.connection().end(CloseReason.NORMAL);
    hub.settle();
    hub.ticker.advance(1_000);
    hub.settle();

    assertThat(hub.engine.subscriptions(Topic.of("a"))).isEqualTo(1);
    assertThat(hub.engine.stats().subscriptions()).isEqualTo(1);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "\"" + i + "\"").toList();
  }

  /** Where the loop fails on an event. */
  private enum Failing {
    BEFORE_ITS_AUDIENCES_ARE_KNOWN,
    WITHIN_ITS_FIRST_AUDIENCE;

    /** Publishes an event at which the loop fails, while what the history keeps of it is whole. */
    void publish(TestHub hub, int payload) {
      Window window = hub.engine.window();
      PublishedEvent.Content incomplete =
          new PublishedEvent.Content(
              this == BEFORE_ITS_AUDIENCES_ARE_KNOWN ? null : Topic.of("a"),
              "broken",
              null,
              TopicKind.PLAIN,
              null,
              Instant.EPOCH,
              Map.of(),
              null,
              null);
      Position next = window.position(window.newest() + 1, window.newest());
      RingWriter.write(
          window, new SharedEvent(new PublishedEvent(next, incomplete), next.sequence()));
      assertThat(hub.publish("a", payload)).isEqualTo(next);
    }
  }

  private List<RecordingTransport> clients(TestHub hub) {
    List<RecordingTransport> clients = new ArrayList<>();
    clients.add(hub.subscribe(NOW, "a"));
    clients.add(hub.subscribe(NOW, "a"));
    clients.add(hub.subscribe(NOW, "*"));
    clients.add(hub.subscribe(NOW, "a", "b"));
    RecordingTransport several = hub.subscribe(NOW, "a");
    TestHub.subscribe(several, NOW, "b");
    clients.add(several);
    RecordingTransport stalled = hub.subscribe(NOW, "a");
    clients.add(stalled);
    hub.settle();
    stalled.stall();
    return clients;
  }

  @ParameterizedTest
  @EnumSource(Failing.class)
  void whatAnErrorKeepsFromTheClientsComesFromTheHistory(Failing failing) {
    TestHub hub = TestHub.handDriven(settings);
    Loop loop = hub.engine.loops().get(0);
    List<RecordingTransport> clients = clients(hub);
    hub.publish("a", 0);
    hub.settle();
    hub.publish("a", 1);
    failing.publish(hub, 2);
    hub.publish("a", 3);
    assertThat(loop.turn()).as("there is more to do").isTrue();
    assertThat(loop.reader().isBrokenOff()).isTrue();
    hub.settle();
    assertThat(loop.reader().isBrokenOff()).isFalse();
    hub.publish("a", 4);
    hub.settle();
    clients.get(5).unstall();
    hub.settle();
    assertThat(clients)
        .allSatisfy(
            client -> {
              assertThat(client.payloads()).isEqualTo(numbers(0, 5));
              assertThat(client.bye()).isNull();
              assertThat(client.frames(Control.Gap.class)).isEmpty();
            });
    assertThat(hub.engine.health()).containsEntry("loop-1-unread", 0L);
  }

  /** Errors at random moments, with clients of all kinds that stall and come back. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingIsLostOrDoubledWhereverATurnIsBrokenOff(long seed) {
    settings.outbox = 4;
    TestHub hub = TestHub.handDriven(settings);
    Loop loop = hub.engine.loops().get(0);
    List<RecordingTransport> clients = clients(hub);
    Random random = new Random(seed);
    int published = 0;
    for (int i = 0; i < 200; i++) {
      for (int left = random.nextInt(6); left > 0; left--) {
        if (random.nextInt(4) == 0) {
          Failing.values()[random.nextInt(2)].publish(hub, published++);
        } else {
          hub.publish("a", published++);
        }
      }
      RecordingTransport one = clients.get(random.nextInt(clients.size()));
      if (random.nextBoolean()) {
        one.unstall();
      } else {
        one.stall();
      }
      IntStream.range(0, random.nextInt(3)).forEach(turn -> loop.turn());
    }
    clients.forEach(RecordingTransport::unstall);
    hub.settle();
    List<String> all = numbers(0, published);
    assertThat(clients).allSatisfy(c -> assertThat(c.payloads()).isEqualTo(all));
    assertThat(loop.reader().isBrokenOff()).isFalse();
  }

  @Test
  void aClientWhoseSendFailsEndsAloneAndGoesOnFromItsCursor() {
    TestHub hub = TestHub.handDriven(settings);
    FaultyTransport faulty = hub.connect(FaultyTransport::new);
    TestHub.subscribe(faulty, NOW, "a");
    RecordingTransport neighbour = hub.subscribe(NOW, "a");
    hub.settle();
    hub.publish("a", 0);
    hub.settle();
    faulty.sendsToFail = 1;
    hub.publish("a", 1);
    hub.publish("a", 2);
    hub.settle();
    assertThat(faulty.bye().reason()).isEqualTo(CloseReason.INTERNAL);
    assertThat(neighbour.payloads()).isEqualTo(numbers(0, 3));
    RecordingTransport again = hub.subscribe(StartFrom.after(faulty.lastCursor()), "a");
    hub.settle();
    assertThat(faulty.payloads()).isEqualTo(numbers(0, 1));
    assertThat(again.payloads()).as("as a long poll goes on").isEqualTo(numbers(1, 3));
  }

  @Test
  void aReplayThatFailsBeforeItIsConfirmedNamesNoPlace() {
    TestHub hub = TestHub.handDriven(settings);
    IntStream.range(0, 5).forEach(i -> hub.publish("a", i));
    FaultyTransport faulty = hub.connect(FaultyTransport::new);
    TestHub.subscribe(faulty, hub.after(2), "a");
    faulty.stall();
    hub.settle();
    faulty.sendsToFail = 1;
    faulty.unstall();
    hub.settle();
    assertThat(faulty.bye().reason()).isEqualTo(CloseReason.INTERNAL);
    assertThat(faulty.lastCursor()).as("it goes on from what it asked for").isNull();
  }

  /** Publishes an event that cannot be encoded live, while what the history keeps is whole. */
  private static void publishUnencodable(TestHub hub, int payload) {
    Window window = hub.engine.window();
    PublishedEvent.Content whole = TestHub.content("a", payload);
    PublishedEvent.Content timeless =
        new PublishedEvent.Content(
            whole.topic(),
            whole.type(),
            whole.payload(),
            TopicKind.PLAIN,
            null,
            null,
            Map.of(),
            null,
            null);
    Position next = window.position(window.newest() + 1, window.newest());
    RingWriter.write(window, new SharedEvent(new PublishedEvent(next, timeless), next.sequence()));
    assertThat(hub.publish("a", payload)).isEqualTo(next);
  }

  @ParameterizedTest
  @EnumSource
  void anEventThatCannotBeEncodedEndsThoseAloneThatNeedTheForm(Form form) {
    TestHub hub = TestHub.handDriven(settings);
    List<RecordingTransport> ended =
        List.of(hub.connect(form::client), hub.connect(form::client), hub.connect(form::client));
    TestHub.subscribe(ended.get(0), NOW, "a");
    TestHub.subscribe(ended.get(1), NOW, "*");
    TestHub.subscribe(ended.get(2), NOW, "a", "b");
    RecordingTransport neighbour = hub.subscribe(NOW, "a");
    hub.settle();
    hub.publish("a", 0);
    hub.settle();

    publishUnencodable(hub, 1);
    hub.publish("a", 2);
    hub.settle();
    hub.publish("a", 3);
    hub.settle();

    assertThat(ended)
        .allSatisfy(
            client -> {
              assertThat(client.bye().reason()).isEqualTo(CloseReason.INTERNAL);
              assertThat(client.payloads()).isEqualTo(numbers(0, 1));
              RecordingTransport again = hub.connect(form::client);
              TestHub.subscribe(again, StartFrom.after(client.lastCursor()), "a");
              hub.settle();
              assertThat(again.payloads()).as("it goes on").isEqualTo(numbers(1, 4));
            });
    assertThat(neighbour.payloads().stream().distinct().toList())
        .as("but for the second copy that the ring has here")
        .isEqualTo(numbers(0, 4));
    assertThat(neighbour.bye()).isNull();
    assertThat(hub.engine.health()).containsEntry("loop-1-unread", 0L);
  }

  @Test
  void aGoodbyeThatFailsIsSaidByTheNextCheck() {
    TestHub hub = TestHub.handDriven(settings);
    FaultyTransport faulty = hub.connect(FaultyTransport::new);
    TestHub.subscribe(faulty, NOW, "a");
    hub.settle();
    faulty.closesToFail = 1;
    faulty.connection().end(CloseReason.DISCONNECTED);
    hub.settle();
    assertThat(faulty.bye()).isNull();
    hub.ticker.advance(1_000);
    hub.settle();
    assertThat(faulty.bye().reason()).isEqualTo(CloseReason.DISCONNECTED);
    hub.ticker.advance(1_000);
    hub.settle();
    assertThat(faulty.closes).isEqualTo(2);
    assertThat(hub.engine.loops().get(0).connections().isEmpty()).isTrue();
  }

  private static final class LogWithoutBounds extends ForwardingEventLog {
    private final String how;

    LogWithoutBounds(EventLog log, String how) {
      super(log);
      this.how = how;
    }

    @Override
    public CompletionStage<Bounds> bounds() {
      if (how.equals("throws")) {
        throw new OutOfMemoryError("the log's bounds");
      }
      return null;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "null"})
  void aLogThatDoesNotKnowItsBoundsEndsNoSubscription(String how) {
    EventLog log = new LogWithoutBounds(new InMemoryEventLog(0, new ManualTicker()), how);
    TestHub hub = TestHub.handDriven(settings, log);
    RecordingTransport ahead = hub.subscribe(hub.after(1), "a");
    hub.askLog();
    assertThat(ahead.frames(Control.Subscribed.class)).hasSize(1);
    hub.publish("a", 1);
    hub.publish("a", 2);
    hub.settle();
    assertThat(ahead.frames(Control.Gap.class)).isEmpty();
    assertThat(ahead.payloads()).containsExactly("\"2\"");
  }

  /** A clock that fails on the threads of loops as often as the test says. */
  private static final class FaultyTicker implements Ticker {
    private final Ticker real = Ticker.system();
    private final AtomicInteger toFail = new AtomicInteger();
    private final AtomicInteger swept = new AtomicInteger();
    private volatile Error error = new OutOfMemoryError("the time");

    /** The method that it fails within; everywhere if it is empty. */
    private volatile String within = "";

    @Override
    public long millis() {
      if (isCalledBy("sweep")) {
        swept.incrementAndGet();
      }
      boolean onLoop = Thread.currentThread().getName().startsWith("loop");
      if (onLoop && isWithin() && toFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw error;
      }
      return real.millis();
    }

    private boolean isWithin() {
      return within.isEmpty() || isCalledBy(within);
    }

    private static boolean isCalledBy(String method) {
      return StackWalker.getInstance()
          .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"trim", "sweep"})
  void anErrorInOneOfTheHousekeepingsEndsNothing(String which) {
    FaultyTicker ticker = new FaultyTicker();
    ticker.within = which;
    settings.publishWait = Duration.ofSeconds(20);
    try (TestHub hub = TestHub.started(settings, ticker, ConcurrentHashMap.newKeySet())) {
      RecordingTransport client = hub.subscribe(NOW, "a");
      await().until(() -> !client.sends().isEmpty());
      for (int i = 0; i < 20; i++) {
        ticker.toFail.set(2);
        hub.publish("a", i);
        await("housekeeping").until(() -> ticker.toFail.get() == 0);
      }
      assertThat(client.awaitEvents(20)).isEqualTo(numbers(0, 20));
      assertThat(client.bye()).isNull();
      assertThat(hub.engine.isReady()).isTrue();
    }
  }

  /** What is to be swept does not wait for a trim that works. */
  @Test
  void aTrimThatFailsDoesNotKeepTheLogFromTellingWhatItLeftOut() {
    FaultyTicker ticker = new FaultyTicker();
    ticker.within = "trim";
    ticker.toFail.set(Integer.MAX_VALUE);
    try (TestHub hub = TestHub.started(settings, ticker, ConcurrentHashMap.newKeySet())) {
      await("sweeps").until(() -> ticker.swept.get() > 1);
      assertThat(hub.engine.isReady()).isTrue();
    }
  }

  @Test
  void errorsOfTheClockAndOfHousekeepingDoNotEndTheThread() {
    FaultyTicker ticker = new FaultyTicker();
    settings.publishWait = Duration.ofSeconds(20);
    try (TestHub hub = TestHub.started(settings, ticker, ConcurrentHashMap.newKeySet())) {
      RecordingTransport client = hub.subscribe(NOW, "a");
      await().until(() -> !client.sends().isEmpty());
      for (int i = 0; i < 100; i++) {
        ticker.toFail.set(1 + i % 5);
        hub.publish("a", i);
      }
      assertThat(client.awaitEvents(100)).isEqualTo(numbers(0, 100));
      assertThat(hub.engine.isReady()).isTrue();
    }
  }

  @Test
  void aLoopThatReallyEndsSendsItsClientsAwayAndHoldsUpNobody() {
    FaultyTicker ticker = new FaultyTicker();
    settings.inFlight = 16;
    settings.loops = 2;
    ticker.error = new ThreadDeath();
    try (TestHub hub = TestHub.started(settings, ticker, ConcurrentHashMap.newKeySet())) {
      List<RecordingTransport> clients = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        clients.add(hub.subscribe(NOW, "a"));
      }
      await().until(() -> clients.stream().noneMatch(client -> client.sends().isEmpty()));
      assertThat(hub.engine.isReady()).isTrue();

      ticker.toFail.set(1);
      await()
          .dontCatchUncaughtExceptions()
          .until(() -> hub.threads.stream().filter(Thread::isAlive).count() == 1);

      await().until(() -> clients.stream().filter(client -> client.bye() != null).count() == 5);
      assertThat(clients)
          .filteredOn(client -> client.bye() != null)
          .allSatisfy(c -> assertThat(c.bye().reason()).isEqualTo(CloseReason.INTERNAL));
      assertThat(hub.engine.isReady()).isFalse();
      assertThat(hub.engine.health())
          .extracting("loop-1-state", "loop-2-state")
          .containsExactlyInAnyOrder("ended", "running");
      RecordingTransport next = hub.subscribe(NOW, "a");
      RecordingTransport another = hub.subscribe(NOW, "a");
      await().until(() -> !next.sends().isEmpty() && !another.sends().isEmpty());
      for (int i = 0; i < 100; i++) {
        hub.publish("a", i);
        next.awaitEvents(1);
      }
      assertThat(another.awaitEvents(100)).isEqualTo(numbers(0, 100));
    }
  }

  /** What a hub with one loop, which runs, tells of itself. */
  private static Map<String, Object> health(long unread, long oldestMillis) {
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("log", "read");
    health.put("log-unanswered", 0);
    health.put("closing", 0);
    health.put("application-stuck", 0);
    health.put("loop-1-state", "running");
    health.put("loop-1-unread", unread);
    health.put("loop-1-oldest-unread-ms", oldestMillis);
    return health;
  }

  @Test
  void theAgeOfTheOldestUnreadEventIsTold() {
    TestHub hub = TestHub.handDriven(settings);
    assertThat(hub.engine.health()).containsExactlyEntriesOf(health(0, 0));
    hub.publish("a", 1);
    hub.ticker.advance(1_500);
    hub.publish("a", 2);
    hub.ticker.advance(1_000);
    assertThat(hub.engine.health()).containsExactlyEntriesOf(health(2, 2_500));
    hub.settle();
    assertThat(hub.engine.health()).containsExactlyEntriesOf(health(0, 0));
  }
}
