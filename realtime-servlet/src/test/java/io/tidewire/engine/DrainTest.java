package io.tidewire.engine;

import static java.util.concurrent.CompletableFuture.completedStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that are sent away are answered first what they have asked for. */
class DrainTest {

  private static final long AGE = 1_000;

  private final TestSettings settings = new TestSettings();
  private final TestHub hub = TestHub.handDriven(settings);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  @AfterEach
  void settle() {
    hub.settle();
  }

  /** A transport over which the client can send, or not, and whose connection grows old. */
  private static final class Aging extends RecordingTransport {
    private final boolean isTwoWay;
    private final long maxAge;

    Aging(ClientConnection connection, boolean isTwoWay, long maxAge) {
      super(connection);
      this.isTwoWay = isTwoWay;
      this.maxAge = maxAge;
    }

    @Override
    public String name() {
      return isTwoWay ? "websocket" : "sse";
    }

    @Override
    public boolean livesWithoutSubscriptions() {
      return isTwoWay;
    }

    @Override
    public long maxAgeMillis() {
      return maxAge;
    }
  }

  private RecordingTransport connect() {
    return hub.connect(connection -> new Aging(connection, true, Long.MAX_VALUE));
  }

  private RecordingTransport connectOneWay() {
    return hub.connect(connection -> new Aging(connection, false, Long.MAX_VALUE));
  }

  private static Control frame(String name) {
    return new Control.Unsubscribed(name, "a");
  }

  private static CompletableFuture<Outcome> ask(RecordingTransport client) {
    CompletableFuture<Outcome> stage = new CompletableFuture<>();
    client.connection().message("first", 0, () -> stage);
    return stage;
  }

  private static List<String> answers(RecordingTransport client) {
    return client.frames(Control.Unsubscribed.class).stream()
        .map(Control.Unsubscribed::id)
        .toList();
  }

  private static void assertEnded(RecordingTransport client, CloseReason reason) {
    assertThat(client.bye()).isNotNull();
    assertThat(client.bye().reason()).isEqualTo(reason);
  }

  private void pass(long millis) {
    hub.ticker.advance(millis);
    hub.settle();
  }

  /** Begins to end the application, and returns when its loop has heard of that. */
  private void beginToClose() {
    Thread closing =
        new Thread(
            () -> {
              hub.attachment.close();
              closed.complete(null);
            });
    closing.setDaemon(true);
    closing.start();
    await().until(hub.engine.loops().get(0)::hasWork);
    hub.settle();
  }

  private void assertRefusesWhatComes(RecordingTransport client) {
    client.connection().reply(frame("late"));
    hub.settle();
    assertThat(client.frames(Control.Error.class))
        .singleElement()
        .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code()))
        .satisfies(error -> assertThat(error.id()).isEqualTo("late"));
  }

  @Test
  void aDrainedClientIsAnsweredFirst() {
    RecordingTransport client = connect();
    CompletableFuture<Outcome> asked = ask(client);
    CompletableFuture<Control> answer = new CompletableFuture<>();
    hub.settle();
    CompletableFuture<Void> drained = hub.engine.drain(Duration.ZERO).toCompletableFuture();
    pass(1_000);
    assertRefusesWhatComes(client);
    assertThat(client.bye()).isNull();

    asked.complete(Outcome.answerLater(answer));
    pass(1_000);
    assertThat(client.bye()).isNull();
    assertThat(drained).isNotDone();
    answer.complete(frame("first"));
    hub.settle();

    assertThat(answers(client)).containsExactly("first");
    assertEnded(client, CloseReason.DRAIN);
    assertThat(drained).isCompleted();
  }

  @Test
  void aDrainWaitsForFiveSecondsAtMost() {
    RecordingTransport client = connect();
    CompletableFuture<Outcome> asked = ask(client);
    hub.settle();
    hub.engine.drain(Duration.ZERO);
    hub.settle();
    pass(250);
    pass(4_500);
    assertThat(client.bye()).isNull();
    pass(600);
    assertThat(asked).isNotDone();
    assertEnded(client, CloseReason.DRAIN);
  }

  /** A heartbeat tells the client that it is still there. */
  @Test
  void oneThatWaitsForItsAnswerStaysAlive() {
    settings.heartbeat = Duration.ofSeconds(1);
    TestHub quick = TestHub.handDriven(settings);
    RecordingTransport client =
        quick.connect(connection -> new Aging(connection, true, Long.MAX_VALUE));
    CompletableFuture<Outcome> unused = ask(client);
    quick.settle();
    quick.engine.drain(Duration.ZERO);
    for (int i = 0; i < 20; i++) {
      quick.settle();
      quick.ticker.advance(100);
    }
    assertThat(client.bye()).isNull();
    assertThat(client.frames(Control.Ping.class)).isNotEmpty();
  }

  /** It has asked for subscriptions only. */
  @Test
  void aClientThatCannotSendIsNotWaitedFor() {
    RecordingTransport drained = connectOneWay();
    CompletableFuture<Outcome> unused = ask(drained);
    hub.settle();
    hub.engine.drain(Duration.ZERO);
    pass(250);
    assertEnded(drained, CloseReason.DRAIN);
  }

  @Test
  void theEndOfAnApplicationAnswersFirst() {
    RecordingTransport idle = connect();
    RecordingTransport stream = connectOneWay();
    CompletableFuture<Outcome> subscribed = ask(stream);
    RecordingTransport client = connect();
    CompletableFuture<Outcome> asked = ask(client);
    hub.settle();
    beginToClose();
    assertEnded(idle, CloseReason.RESTART);
    assertThat(subscribed).isNotDone();
    assertEnded(stream, CloseReason.RESTART);
    assertRefusesWhatComes(client);
    assertThat(client.bye()).isNull();
    assertThat(closed).isNotDone();

    asked.complete(Outcome.answer(frame("first")));
    hub.settle();

    assertThat(answers(client)).containsExactly("first");
    assertEnded(client, CloseReason.RESTART);
    closed.join();
  }

  @Test
  void theEndOfAnApplicationWaitsForOneSecondAtMost() {
    RecordingTransport client = connect();
    CompletableFuture<Outcome> asked = ask(client);
    hub.settle();
    beginToClose();
    pass(900);
    assertThat(client.bye()).isNull();
    pass(400);
    assertThat(asked).isNotDone();
    assertEnded(client, CloseReason.RESTART);
    closed.join();
  }

  @Test
  void oneThatIsDrainedHasNoMoreTimeThanItsApplication() {
    RecordingTransport client = connect();
    CompletableFuture<Outcome> asked = ask(client);
    hub.settle();
    hub.engine.drain(Duration.ZERO);
    pass(250);
    beginToClose();
    pass(900);
    assertThat(client.bye()).isNull();
    pass(400);
    assertThat(asked).isNotDone();
    assertEnded(client, CloseReason.DRAIN);
    closed.join();
  }

  /** A server that suspends ends its WebSockets, and nothing else yet. */
  @Test
  void webSocketsThatAreSentAwayAloneAreAnsweredFirst() {
    RecordingTransport other = connectOneWay();
    RecordingTransport client = connect();
    CompletableFuture<Outcome> asked = ask(client);
    hub.settle();
    hub.attachment.closeWebSockets();
    hub.settle();
    assertThat(client.bye()).isNull();
    asked.complete(Outcome.answer(frame("first")));
    hub.settle();
    assertThat(answers(client)).containsExactly("first");
    assertEnded(client, CloseReason.RESTART);
    assertThat(other.bye()).isNull();
  }

  @Test
  void aDrainWaitsForWhatIsAskedWithoutAConnection() {
    Runnable over = hub.attachment.exchange();
    CompletableFuture<Void> drained = hub.engine.drain(Duration.ZERO).toCompletableFuture();
    hub.settle();
    assertThat(drained).isNotDone();
    over.run();
    assertThat(drained).isCompleted();
  }

  /** For a second at most. */
  @Test
  void anApplicationEndsThoughSuchARequestIsNotAnswered() {
    Runnable unused = hub.attachment.exchange();
    hub.attachment.close();
    assertThat(hub.attachment.noExchange()).isNotDone();
  }

  @Test
  void anApplicationThatEndsTakesNoMoreOfThem() {
    hub.attachment.close();
    assertThatThrownBy(hub.attachment::exchange).isInstanceOf(OverloadedException.class);
    assertThat(hub.attachment.noExchange()).isCompleted();
  }

  @Test
  void eachIsCountedOnce() {
    Exchanges exchanges = new Exchanges();
    assertThat(exchanges.none()).isCompleted();
    Runnable first = exchanges.begin();
    Runnable second = exchanges.begin();
    CompletableFuture<Void> none = exchanges.none();
    first.run();
    first.run();
    assertThat(none).isNotDone();
    second.run();
    assertThat(none).isCompleted();
    assertThat(exchanges.none()).isCompleted();
  }

  private RecordingTransport connectAging(boolean isTwoWay) {
    RecordingTransport client = hub.connect(connection -> new Aging(connection, isTwoWay, AGE));
    hub.settle();
    return client;
  }

  /** Its end would never come otherwise. */
  @Test
  void anOldClientIsAnsweredNoMoreThanItHasAskedFor() {
    RecordingTransport client = connectAging(true);
    CompletableFuture<Outcome> asked = ask(client);
    pass(AGE);
    assertRefusesWhatComes(client);
    assertThat(client.bye()).isNull();
    asked.complete(Outcome.answerLater(completedStage(frame("first"))));
    hub.settle();
    assertThat(answers(client)).containsExactly("first");
    assertEnded(client, CloseReason.MAX_AGE);
  }

  @Test
  void anOldClientWaitsForFiveSecondsAtMost() {
    RecordingTransport client = connectAging(true);
    CompletableFuture<Outcome> asked = ask(client);
    pass(AGE);
    pass(4_500);
    assertThat(client.bye()).isNull();
    pass(1_000);
    assertThat(asked).isNotDone();
    assertEnded(client, CloseReason.MAX_AGE);
  }

  /** A poll would be asked again for what takes as long again. */
  @Test
  void anOldClientThatCannotSendWaitsForItsSubscriptions() {
    RecordingTransport client = connectAging(false);
    CompletableFuture<Outcome> asked = ask(client);
    pass(AGE);
    pass(10_000);
    assertThat(client.bye()).isNull();
    asked.complete(Outcome.answer(frame("first")));
    hub.settle();
    pass(1_000);
    assertEnded(client, CloseReason.MAX_AGE);
  }
}
