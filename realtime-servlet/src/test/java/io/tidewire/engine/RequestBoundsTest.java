package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.WireForm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client that asks for more than its loop can do costs no more than its limit. */
class RequestBoundsTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final Control BAD = new Control.Error(ErrorCode.BAD_REQUEST, "no type", null);

  private final TestSettings settings = new TestSettings();
  private final TestHub hub = TestHub.handDriven(settings);
  private final Loop loop = hub.engine.loops().get(0);

  private static void ask(RecordingTransport client, int times) {
    IntStream.range(0, times).forEach(i -> client.connection().reply(BAD));
  }

  private static List<String> refusals(RecordingTransport client) {
    return client.frames(Control.Error.class).stream().map(Control.Error::code).toList();
  }

  @Test
  void requestsBeyondTheLimitAreRefusedByTheirNames() {
    RecordingTransport client = hub.connect();
    ask(client, settings.pending);
    client.connection().subscribe(new SubscribeRequest(wishes(), "my-17"));
    hub.settle();
    List<Control.Error> answers = client.frames(Control.Error.class);
    assertThat(answers).hasSize(settings.pending + 1);
    List<Control.Error> refused =
        answers.stream()
            .filter(answer -> answer.code().equals(ErrorCode.RATE_LIMITED.code()))
            .toList();
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).id()).isEqualTo("my-17");
    assertThat(refused.get(0).message()).contains("256 requests are waiting");
    assertThat(client.bye()).isNull();
    TestHub.subscribe(client, NOW, "a");
    hub.settle();
    assertThat(client.frames(Control.Subscribed.class)).as("goes on").hasSize(1);
  }

  private static List<SubscribeRequest.Wish> wishes() {
    return TestHub.request(NOW, "a").wishes();
  }

  @Test
  void whileSixteenAnswersWaitARefusalEndsTheConnection() {
    RecordingTransport client = hub.connect();
    hub.settle();
    ask(client, settings.pending + Requests.MAX_UNSENT_ANSWERS);
    assertThat(client.connection().isEnding()).isFalse();
    ask(client, 1);
    assertThat(client.connection().isEnding()).isTrue();
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.OVERLOADED);
    assertThat(refusals(client))
        .filteredOn(ErrorCode.RATE_LIMITED.code()::equals)
        .hasSize(Requests.MAX_UNSENT_ANSWERS);
  }

  @Test
  void answersThatWaitForTheSocketCountAsUnsent() {
    RecordingTransport client = hub.connect();
    client.stall();
    ask(client, Requests.MAX_UNSENT_ANSWERS);
    hub.settle();
    ask(client, settings.pending);
    assertThat(client.connection().isEnding()).isFalse();
    ask(client, 1);
    assertThat(client.connection().isEnding()).isTrue();
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.OVERLOADED);
  }

  /** It reads all answers, so that only its persistence can end it. */
  @Test
  void aClientThatIsRefusedAgainAndAgainIsEnded() {
    RecordingTransport client = hub.connect();
    client.connection().request(null, CompletableFuture::new);
    ask(client, settings.pending - 1);
    for (int i = 1; i < Requests.MAX_REFUSED_IN_A_ROW; i++) {
      ask(client, 1);
      hub.settle();
    }
    assertThat(client.connection().isEnding()).isFalse();
    ask(client, 1);
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.OVERLOADED);
  }

  @Test
  void atMostOneEndIsQueuedAndNothingIsAdmittedAfterIt() {
    RecordingTransport client = hub.connect();
    hub.settle();
    client.connection().end(CloseReason.PROTOCOL);
    client.connection().end(CloseReason.TOO_LARGE);
    ask(client, 1_000);
    TestHub.subscribe(client, NOW, "a");
    TestHub.unsubscribe(client, "a");
    assertThat(loop.tasks().size()).isEqualTo(1);
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.PROTOCOL);
    assertThat(client.frames()).isEmpty();
  }

  /** Each array of the attack is 256 frames without a type; nobody reads an answer. */
  @Test
  void whatIsQueuedForClientsThatNeverReadIsBounded() {
    int clients = 300;
    List<RecordingTransport> pushing = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      pushing.add(hub.connect());
    }
    hub.settle();
    pushing.forEach(RecordingTransport::stall);
    int most = settings.pending + Requests.MAX_UNSENT_ANSWERS + 1;
    long before = usedHeap();
    for (int array = 0; array < 40; array++) {
      pushing.forEach(client -> ask(client, 256));
      assertThat(loop.tasks().size()).isLessThanOrEqualTo(clients * most);
    }
    long each = (usedHeap() - before) / clients;
    System.out.println("a client that pushes and never reads holds " + each + " bytes");
    assertThat(each).isLessThan(100_000);
    hub.settle();
    assertThat(pushing)
        .allSatisfy(c -> assertThat(c.bye().reason()).isEqualTo(CloseReason.OVERLOADED));
    assertThat(loop.tasks().size()).isZero();
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** The request's name comes back on each part, however long it is. */
  @Test
  void anAnswerOfManyPartsLeavesInBoundedWrites() {
    RecordingTransport client = hub.connect();
    String[] topics = IntStream.range(0, 256).mapToObj(i -> "t/" + i).toArray(String[]::new);
    List<SubscribeRequest.Wish> wishes = TestHub.request(NOW, topics).wishes();
    client.connection().subscribe(new SubscribeRequest(wishes, "n".repeat(2_000)));
    hub.settle();
    assertThat(client.frames(Control.Subscribed.class)).hasSize(256);
    assertThat(client.sends()).hasSizeGreaterThan(3);
    assertThat(client.sends())
        .allSatisfy(
            sent -> assertThat(sent.batch().in(WireForm.envelope()).length).isLessThan(70_000))
        .allSatisfy(
            sent ->
                assertThat(
                        sent.frames().stream()
                            .mapToInt(frame -> WireForm.json().of(frame).length())
                            .sum())
                    .isLessThan(70_000));
  }

  /** The ring and the deadlines have their turn however many requests wait. */
  @Test
  void aTurnRunsTasksForABoundedTime() {
    RecordingTransport client = hub.connect();
    RecordingTransport other = hub.subscribe(NOW, "a");
    hub.settle();
    for (int i = 0; i < 100; i++) {
      client.connection().later(() -> hub.ticker.advance(1));
    }
    hub.publish("a", 1);
    loop.turn();
    assertThat(other.payloads()).as("served in between").containsExactly("\"1\"");
    assertThat(loop.tasks().size()).isGreaterThan(90);
    hub.settle();
    assertThat(loop.tasks().size()).isZero();
  }
}
