package io.tidewire.engine;

import static java.util.concurrent.CompletableFuture.completedStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewire.CloseReason;
import io.tidewire.Payload;
import io.tidewire.limits.LimitSettings;
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
    ask(client, settings.pending + RequestCounts.MAX_UNSENT_ANSWERS);
    assertThat(client.connection().isEnding()).isFalse();
    ask(client, 1);
    assertThat(client.connection().isEnding()).isTrue();
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.OVERLOADED);
    assertThat(refusals(client))
        .filteredOn(ErrorCode.RATE_LIMITED.code()::equals)
        .hasSize(RequestCounts.MAX_UNSENT_ANSWERS);
  }

  @Test
  void answersThatWaitForTheSocketCountAsUnsent() {
    RecordingTransport client = hub.connect();
    client.stall();
    ask(client, RequestCounts.MAX_UNSENT_ANSWERS);
    hub.settle();
    ask(client, settings.pending);
    assertThat(client.connection().isEnding()).isFalse();
    ask(client, 1);
    assertThat(client.connection().isEnding()).isTrue();
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.OVERLOADED);
  }

  private static List<String> messages(RecordingTransport client) {
    return client.frames(Control.Error.class).stream().map(Control.Error::message).toList();
  }

  private static void send(RecordingTransport client, int times) {
    for (int i = 0; i < times; i++) {
      client.connection().message("m" + i, 0, CompletableFuture::new);
    }
  }

  @Test
  void messagesAreBoundedAmongRequests() {
    settings.inbound = 3;
    RecordingTransport client = TestHub.handDriven(settings).connect();
    send(client, 4);
    assertThat(client.served().requests().pending()).isEqualTo(3);
    client.connection().request("other", CompletableFuture::new);
    assertThat(client.served().requests().pending()).as("requests go on").isEqualTo(4);
    client.served().loop().turn();
    assertThat(client.frames(Control.Error.class))
        .extracting(Control.Error::id, Control.Error::code)
        .containsExactly(tuple("m3", ErrorCode.RATE_LIMITED.code()));
    assertThat(messages(client)).first().asString().contains("3 messages are waiting");
  }

  @Test
  void messagesCountAsRequestsToo() {
    settings.pending = 2;
    RecordingTransport client = TestHub.handDriven(settings).connect();
    send(client, 3);
    client.served().loop().turn();
    assertThat(messages(client)).singleElement().asString().contains("2 requests are waiting");
  }

  private static int mostBytes(TestSettings settings) {
    return (int) settings.build().limits().clients().bytes().inbound();
  }

  private long inboundBytes() {
    return hub.engine.nodeLimits().inboundBytes();
  }

  /** However it ends: nothing of what a client has sent counts for ever. */
  @Test
  void whatWaitsOfAllClientsIsBoundedInBytesUntilItIsAnswered() {
    RecordingTransport client = hub.connect();
    hub.settle();
    int most = mostBytes(settings);
    CompletableFuture<Outcome> first = new CompletableFuture<>();
    CompletableFuture<Outcome> second = new CompletableFuture<>();
    client.connection().request("a", most / 2, () -> first);
    client.connection().message("b", most / 4, () -> second);
    client.connection().message("c", most / 4, CompletableFuture::new);
    client.connection().message("d", 1, CompletableFuture::new);
    hub.settle();
    assertThat(client.frames(Control.Error.class))
        .extracting(Control.Error::id, Control.Error::code)
        .containsExactly(tuple("d", ErrorCode.RATE_LIMITED.code()));
    assertThat(inboundBytes()).isEqualTo(most);
    first.complete(Outcome.answer(BAD));
    hub.settle();
    assertThat(inboundBytes()).as("answered").isEqualTo(most / 2);
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(inboundBytes()).as("ended, but a handler works on").isEqualTo(most / 4);
    second.complete(Outcome.answer(BAD));
    hub.settle();
    assertThat(inboundBytes()).as("the handler is done").isZero();
  }

  /** A client that connects again and again has no more worked on than one that stays. */
  @Test
  void whatHandlersWorkOnCountsOverConnections() {
    int half = mostBytes(settings) / 2;
    List<CompletableFuture<Outcome>> handlers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      CompletableFuture<Outcome> handler = new CompletableFuture<>();
      handlers.add(handler);
      RecordingTransport client = hub.connect();
      hub.settle();
      client.connection().message("a", half, () -> handler);
      client.connection().end(CloseReason.NORMAL);
      hub.settle();
    }
    RecordingTransport again = hub.connect();
    hub.settle();
    again.connection().message("b", half, CompletableFuture::new);
    hub.settle();
    assertThat(again.frames(Control.Error.class))
        .extracting(Control.Error::id, Control.Error::code)
        .containsExactly(tuple("b", ErrorCode.RATE_LIMITED.code()));
    handlers.get(0).completeExceptionally(new IllegalStateException("it has failed"));
    hub.settle();
    again.connection().message("c", half, CompletableFuture::new);
    hub.settle();
    assertThat(again.frames(Control.Error.class)).hasSize(1);
  }

  /** As that of the log: the event that it has not got yet is still kept. */
  @Test
  void whatIsAnsweredLaterCountsUntilItsAnswer() {
    CompletableFuture<Control> log = new CompletableFuture<>();
    CompletableFuture<Control> other = new CompletableFuture<>();
    CompletableFuture<Outcome> handler = new CompletableFuture<>();
    RecordingTransport client = hub.connect();
    client.connection().message("a", 10, () -> completedStage(Outcome.answerLater(log)));
    client.connection().message("b", 5, () -> handler);
    hub.settle();
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(inboundBytes()).isEqualTo(15);
    handler.complete(Outcome.answerLater(other));
    hub.settle();
    assertThat(inboundBytes()).as("decided after the end").isEqualTo(15);
    log.complete(BAD);
    hub.settle();
    assertThat(inboundBytes()).isEqualTo(5);
    other.complete(BAD);
    assertThat(inboundBytes()).isZero();
  }

  /** What the loop carries out ends with the connection. */
  @Test
  void whatEndsAConnectionCountsNoMore() {
    RecordingTransport client = hub.connect();
    hub.settle();
    client
        .connection()
        .message("a", 10, () -> completedStage(Outcome.end(CloseReason.SIGNED_OUT, BAD)));
    client.connection().message("b", 10, CompletableFuture::new);
    hub.settle();
    assertThat(inboundBytes()).isZero();
  }

  @Test
  void aMessageThatIsRefusedForItsRateHoldsNoBytes() {
    settings.messagesPerUser = 1;
    TestHub slow = TestHub.handDriven(settings);
    RecordingTransport client = slow.connect(Identity.at(7), RecordingTransport::new);
    client.connection().message("a", 10, CompletableFuture::new);
    client.connection().message("b", 10, CompletableFuture::new);
    assertThat(slow.engine.nodeLimits().inboundBytes()).isEqualTo(10);
  }

  @Test
  void messagesThatComeTooFastAreRefused() {
    settings.messages = 2;
    TestHub slow = TestHub.handDriven(settings);
    RecordingTransport client = slow.connect();
    Outcome answer = Outcome.answer(BAD);
    IntStream.range(0, 3)
        .forEach(i -> client.connection().message(null, 0, () -> completedStage(answer)));
    ask(client, 2);
    slow.settle();
    assertThat(messages(client))
        .filteredOn(text -> text.contains("more than 2 messages a second"))
        .hasSize(1);
    assertThat(messages(client)).filteredOn("no type"::equals).hasSize(4);
    slow.ticker.advance(2_000);
    client.connection().message(null, 0, () -> completedStage(answer));
    slow.settle();
    assertThat(messages(client)).filteredOn("no type"::equals).hasSize(5);
  }

  @Test
  void withoutALimitTheRateIsNotCounted() {
    settings.messages = LimitSettings.OFF;
    TestHub free = TestHub.handDriven(settings);
    RecordingTransport client = free.connect();
    for (int i = 0; i < 5_000; i++) {
      client.connection().message(null, 0, () -> completedStage(Outcome.answer(BAD)));
      free.settle();
    }
    assertThat(messages(client)).hasSize(5_000).containsOnly("no type");
  }

  /** A client that sends faster than its limit is told so, and ended as any other. */
  @Test
  void messagesThatAreRefusedAgainAndAgainEndTheConnection() {
    settings.messages = 1;
    RecordingTransport client = hub(settings);
    send(client, 1 + RequestCounts.MAX_UNSENT_ANSWERS);
    assertThat(client.connection().isEnding()).isFalse();
    send(client, 1);
    assertThat(client.connection().isEnding()).isTrue();
  }

  private static RecordingTransport hub(TestSettings settings) {
    return TestHub.handDriven(settings).connect();
  }

  @Test
  void theServersOwnIsNeverRefused() {
    settings.pending = 2;
    TestHub small = TestHub.handDriven(settings);
    RecordingTransport client = small.connect();
    ask(client, 2);
    Requests requests = client.served().requests();
    Outcome own = Outcome.answer(new Control.Unsubscribed("own", "a"));
    requests.take(RequestCounts.Kind.OWN, null, 0, () -> completedStage(own));
    assertThat(requests.pending()).isEqualTo(3);
    client.connection().finish(CloseReason.DRAIN, 5_000);
    requests.take(RequestCounts.Kind.OWN, null, 0, () -> completedStage(own));
    assertThat(requests.pending()).isEqualTo(4);
    small.settle();
    assertThat(client.frames(Control.Unsubscribed.class)).hasSize(2);
    assertThat(client.bye().reason()).isEqualTo(CloseReason.DRAIN);
  }

  /** A reply of a megabyte must not be repeated for each request that waits. */
  @Test
  void largeAnswersHoldUpTheNextRequest() {
    RecordingTransport client = hub.connect();
    hub.settle();
    client.stall();
    List<Integer> begun = new ArrayList<>();
    Payload large = Payload.json("\"" + "x".repeat(150 * 1024) + "\"");
    for (int i = 0; i < 10; i++) {
      int number = i;
      Outcome answer = Outcome.answer(new Control.Ack("r" + i, null, large));
      client
          .connection()
          .request(
              null,
              () -> {
                begun.add(number);
                return completedStage(answer);
              });
    }
    hub.settle();
    assertThat(begun).containsExactly(0, 1);
    client.unstall();
    hub.settle();
    assertThat(begun).hasSize(10);
    assertThat(client.frames(Control.Ack.class))
        .extracting(Control.Ack::id)
        .containsExactlyElementsOf(IntStream.range(0, 10).mapToObj(i -> "r" + i).toList());
  }

  @Test
  void manyAnswersHoldUpTheNextRequest() {
    RecordingTransport client = hub.connect();
    hub.settle();
    client.stall();
    ask(client, 100);
    hub.settle();
    assertThat(client.served().delivery().outbox().controls())
        .isEqualTo(RequestCounts.MANY_ANSWERS);
    assertThat(client.served().requests().pending()).isEqualTo(100 - RequestCounts.MANY_ANSWERS);
    client.unstall();
    hub.settle();
    assertThat(refusals(client)).hasSize(100);
    assertThat(client.served().requests().pending()).isZero();
  }

  /** It reads all answers, so that only its persistence can end it. */
  @Test
  void aClientThatIsRefusedAgainAndAgainIsEnded() {
    RecordingTransport client = hub.connect();
    client.connection().request(null, CompletableFuture::new);
    ask(client, settings.pending - 1);
    for (int i = 1; i < RequestCounts.MAX_REFUSED_IN_A_ROW; i++) {
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
    int most = settings.pending + RequestCounts.MAX_UNSENT_ANSWERS + 1;
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
