package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Topic;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose outcome is found out elsewhere take effect in their order, and hold up nobody. */
class RequestsTest {

  private static final StartFrom NOW = StartFrom.now();

  private final TestSettings settings = new TestSettings();
  private final TestHub hub = TestHub.handDriven(settings);
  private final List<CompletableFuture<Outcome>> begun = new ArrayList<>();

  /** A request whose outcome the test decides. */
  private CompletionStage<Outcome> begin() {
    CompletableFuture<Outcome> stage = new CompletableFuture<>();
    begun.add(stage);
    return stage;
  }

  private void decide(int number, Outcome outcome) {
    assertThat(begun.get(number).complete(outcome)).isTrue();
  }

  private void ask(RecordingTransport client) {
    client.connection().request(null, this::begin);
  }

  private static Control frame(String name) {
    return new Control.Unsubscribed(name, "a");
  }

  private static Outcome answer(String name) {
    return Outcome.answer(frame(name));
  }

  private static List<String> answers(RecordingTransport client) {
    return client.frames(Control.Unsubscribed.class).stream()
        .map(Control.Unsubscribed::id)
        .toList();
  }

  private static Outcome subscribe(String... topics) {
    return Outcome.subscribe(TestHub.request(NOW, topics));
  }

  @Test
  void theNextBeginsWhenTheOneBeforeIsCarriedOut() {
    RecordingTransport client = hub.connect();
    IntStream.range(0, 3).forEach(i -> ask(client));
    hub.settle();
    assertThat(begun).hasSize(1);
    decide(0, answer("first"));
    assertThat(begun).as("decided, but not carried out").hasSize(1);
    hub.settle();
    assertThat(begun).hasSize(2);
    assertThat(answers(client)).containsExactly("first");
    decide(1, answer("second"));
    hub.settle();
    decide(2, answer("third"));
    hub.settle();
    assertThat(answers(client)).containsExactly("first", "second", "third");
    assertThat(client.served().requests().areAllServed()).isTrue();
  }

  @Test
  void whatIsDecidedAtOnceWaitsForWhatIsNot() {
    RecordingTransport client = hub.connect();
    ask(client);
    client.connection().reply(frame("second"));
    client.connection().reply(frame("third"));
    hub.settle();
    assertThat(answers(client)).isEmpty();
    decide(0, answer("first"));
    hub.settle();
    assertThat(answers(client)).containsExactly("first", "second", "third");
  }

  @Test
  void theLoopGoesOnMeanwhile() {
    RecordingTransport client = hub.subscribe(NOW, "a");
    RecordingTransport other = hub.subscribe(NOW, "a");
    hub.settle();
    ask(client);
    hub.publish("a", 1);
    hub.settle();
    assertThat(client.awaitEvents(1)).isEqualTo(other.awaitEvents(1)).containsExactly("\"1\"");
    hub.ticker.advance(60_000);
    hub.settle();
    assertThat(client.frames(Control.Ping.class)).hasSameSizeAs(other.frames(Control.Ping.class));
    decide(0, answer("at last"));
    hub.settle();
    assertThat(answers(client)).containsExactly("at last");
  }

  @Test
  void twoConnectionsGoOnSideBySide() {
    RecordingTransport client = hub.connect();
    RecordingTransport other = hub.connect();
    ask(client);
    ask(other);
    client.connection().reply(frame("2"));
    decide(1, answer("1"));
    other.connection().reply(frame("2"));
    hub.settle();
    assertThat(answers(client)).isEmpty();
    assertThat(answers(other)).containsExactly("1", "2");
  }

  /** Ways in which a request fails. */
  private static Stream<Named<Supplier<CompletionStage<Outcome>>>> failures() {
    IllegalStateException fault = new IllegalStateException("a secret");
    return Stream.of(
        Named.of("the stage fails", () -> CompletableFuture.failedStage(fault)),
        Named.of(
            "a stage before it fails",
            () -> CompletableFuture.failedStage(new CompletionException(fault))),
        Named.of("the stage gives nothing", () -> CompletableFuture.completedStage(null)),
        Named.of("it begins with nothing", () -> null),
        Named.of(
            "it throws",
            () -> {
              throw fault;
            }),
        Named.of(
            "it throws an Error",
            () -> {
              throw new NoClassDefFoundError("a class that an undeployment took away");
            }));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatFailsIsErrorInternalWithItsIdAndTheNextGoesOn(
      Supplier<CompletionStage<Outcome>> failing) {
    RecordingTransport client = hub.connect();
    ask(client);
    client.connection().request("on the loop", failing);
    client.connection().reply(frame("next"));
    decide(0, answer("before"));
    hub.settle();
    assertThat(answers(client)).containsExactly("before", "next");
    client.connection().request("on its thread", failing);
    hub.settle();
    assertThat(client.frames(Control.Error.class))
        .allSatisfy(error -> assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL.code()))
        .allSatisfy(error -> assertThat(error.message()).doesNotContain("secret"))
        .extracting(Control.Error::id)
        .containsExactly("on the loop", "on its thread");
    assertThat(client.bye()).isNull();
  }

  private CompletableFuture<Control> askForLater(RecordingTransport client, String id) {
    CompletableFuture<Control> answer = new CompletableFuture<>();
    client
        .connection()
        .message(id, 0, () -> CompletableFuture.completedStage(Outcome.answerLater(answer)));
    return answer;
  }

  @Test
  void anAnswerThatComesLaterHoldsUpNobody() {
    RecordingTransport client = hub.connect();
    CompletableFuture<Control> first = askForLater(client, "1");
    CompletableFuture<Control> second = askForLater(client, "2");
    client.connection().reply(frame("third"));
    hub.settle();
    assertThat(answers(client)).containsExactly("third");
    second.complete(frame("second"));
    hub.settle();
    first.complete(frame("first"));
    hub.settle();
    assertThat(answers(client)).containsExactly("third", "second", "first");
  }

  /** Does something while the loop is about to wait for it, as another thread may at any time. */
  private static final class Interrupted extends CompletableFuture<Control> {

    private final Runnable meanwhile;

    Interrupted(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public CompletableFuture<Control> whenComplete(
        BiConsumer<? super Control, ? super Throwable> action) {
      meanwhile.run();
      return super.whenComplete(action);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatArrivesWhileAnAnswerIsBegunToBeAwaitedTakesItsTurn(boolean isThere) {
    RecordingTransport client = hub.connect();
    Interrupted answer =
        new Interrupted(() -> client.connection().message("second", 0, this::begin));
    if (isThere) {
      answer.complete(frame("first"));
    }
    client
        .connection()
        .message("first", 0, () -> CompletableFuture.completedStage(Outcome.answerLater(answer)));
    hub.settle();
    client.connection().message("third", 0, this::begin);
    hub.settle();
    assertThat(begun).as("the third waits for the second").hasSize(1);
    Requests requests = client.served().requests();
    assertThat(requests.pending()).isEqualTo(isThere ? 2 : 3);

    answer.complete(frame("first"));
    decide(0, answer("second"));
    hub.settle();
    decide(1, answer("third"));
    hub.settle();
    assertThat(answers(client)).containsExactly("first", "second", "third");
    assertThat(requests.pending()).isZero();
  }

  @Test
  void anAnswerThatIsThereIsToldAtOnceAndInOrder() {
    RecordingTransport client = hub.connect();
    askForLater(client, "1").complete(frame("first"));
    client.connection().reply(frame("second"));
    hub.settle();
    assertThat(answers(client)).containsExactly("first", "second");
    assertThat(client.served().requests().pending()).isZero();
  }

  @Test
  void anAnswerThatComesLaterCountsAsPending() {
    settings.inbound = 2;
    TestHub small = TestHub.handDriven(settings);
    RecordingTransport client = small.connect();
    CompletableFuture<Control> first = askForLater(client, "1");
    CompletableFuture<Control> second = askForLater(client, "2");
    small.settle();
    Requests requests = client.served().requests();
    assertThat(requests.areAllServed()).isTrue();
    assertThat(requests.areAllAnswered()).isFalse();
    assertThat(requests.pending()).isEqualTo(2);
    askForLater(client, "3").complete(frame("third"));
    small.settle();
    assertThat(client.frames(Control.Error.class))
        .extracting(Control.Error::id)
        .containsExactly("3");
    first.complete(frame("first"));
    small.settle();
    assertThat(requests.pending()).isEqualTo(1);
    askForLater(client, "4").complete(frame("fourth"));
    small.settle();
    second.complete(frame("second"));
    small.settle();
    assertThat(answers(client)).containsExactly("first", "fourth", "second");
  }

  @Test
  void anAnswerThatFailsIsErrorInternalWithItsId() {
    RecordingTransport client = hub.connect();
    CompletableFuture<Control> later = askForLater(client, "later");
    hub.settle();
    later.completeExceptionally(new IllegalStateException("a secret"));
    askForLater(client, "nothing").complete(null);
    hub.settle();
    assertThat(client.frames(Control.Error.class))
        .allSatisfy(error -> assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL.code()))
        .extracting(Control.Error::id)
        .containsExactly("later", "nothing");
    assertThat(client.served().requests().areAllAnswered()).isTrue();
  }

  @Test
  void anAnswerThatComesAfterTheEndIsDropped() {
    RecordingTransport client = hub.connect();
    CompletableFuture<Control> later = askForLater(client, "later");
    hub.settle();
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    later.complete(frame("later"));
    hub.settle();
    assertThat(client.frames()).isEmpty();
    assertThat(client.served().requests().pending()).isZero();
  }

  @Test
  void anAnswerThatTheLoopCannotBeToldOfEndsTheConnection() {
    RecordingTransport client = hub.connect();
    client.connection().writable();
    CompletableFuture<Control> later = askForLater(client, "later");
    hub.settle();
    Loop loop = hub.engine.loops().get(0);
    loop.wakeWith(
        () -> {
          throw new OutOfMemoryError("a task");
        });
    later.complete(frame("x"));
    loop.wakeWith(() -> {});
    hub.ticker.advance(1_000);
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.INTERNAL);
  }

  @Test
  void thenRunsOnTheLoopAndKeepsTheTurn() {
    RecordingTransport client = hub.connect();
    List<String> steps = new ArrayList<>();
    Outcome outcome =
        Outcome.then(
            connection -> steps.add("now"),
            connection -> {
              steps.add("next of " + connection.transport());
              return begin();
            });
    ask(client);
    client.connection().reply(frame("second"));
    decide(0, outcome);
    assertThat(steps).as("not on the thread that decides").isEmpty();
    hub.settle();
    assertThat(steps).containsExactly("now", "next of recording");
    assertThat(answers(client)).isEmpty();
    decide(1, answer("first"));
    hub.settle();
    assertThat(answers(client)).containsExactly("first", "second");
    assertThat(client.served().requests().pending()).isZero();
  }

  @Test
  void whatFailsBehindThenIsErrorInternalAndTheNextGoesOn() {
    RecordingTransport client = hub.connect();
    Outcome outcome =
        Outcome.then(
            connection -> {},
            connection -> {
              throw new IllegalStateException("a secret");
            });
    client.connection().request("mine", () -> CompletableFuture.completedStage(outcome));
    client.connection().reply(frame("next"));
    hub.settle();
    assertThat(client.frames(Control.Error.class))
        .extracting(Control.Error::id)
        .containsExactly("mine");
    assertThat(answers(client)).containsExactly("next");
  }

  @Test
  void nothingComesBehindThenOnceTheConnectionIsClosed() {
    RecordingTransport client = hub.connect();
    Outcome outcome =
        Outcome.then(connection -> connection.close(CloseReason.FORBIDDEN), connection -> begin());
    client.connection().request(null, () -> CompletableFuture.completedStage(outcome));
    hub.settle();
    assertThat(begun).isEmpty();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.FORBIDDEN);
  }

  @Test
  void whatCompletesAfterTheEndIsDropped() {
    RecordingTransport client = hub.connect();
    ask(client);
    ask(client);
    hub.settle();
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.NORMAL);
    decide(0, subscribe("a"));
    hub.publish("a", 1);
    hub.settle();
    assertThat(client.frames()).isEmpty();
    assertThat(begun).as("nothing else begins").hasSize(1);
    assertThat(hub.engine.subscriptions(Topic.of("a"))).isZero();
  }

  @Test
  void anEndDoesNotWaitForWhatIsBeingServed() {
    RecordingTransport client = hub.connect();
    ask(client);
    client.connection().reply(frame("never"));
    client.connection().end(CloseReason.PROTOCOL);
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.PROTOCOL);
    assertThat(client.frames()).isEmpty();
  }

  @Test
  void anEndWithALastWordSendsIt() {
    RecordingTransport client = hub.connect();
    ask(client);
    Control.Error lastWord = new Control.Error(ErrorCode.TOO_LARGE, "too much", null);
    client.connection().end(CloseReason.TOO_LARGE, lastWord);
    client.connection().end(CloseReason.NORMAL, frame("too late"));
    hub.settle();
    assertThat(client.frames()).containsExactly(lastWord);
    assertThat(client.bye().reason()).isEqualTo(CloseReason.TOO_LARGE);
  }

  /** Neither what was there before it was allowed, nor less than all that came after it. */
  @Test
  void aSubscribeIsPassedUpToWhatWasThereWhenItWasAllowed() {
    RecordingTransport client = hub.connect();
    hub.publish("a", 1);
    ask(client);
    hub.publish("a", 2);
    decide(0, subscribe("a"));
    hub.publish("a", 3);
    hub.settle();
    assertThat(client.frames(Control.Subscribed.class))
        .extracting(Control.Subscribed::cursor)
        .containsExactly(hub.engine.window().position(2, 2).toString());
    assertThat(client.payloads()).containsExactly("\"3\"");
  }

  /** It may have begun anywhere: the client goes on from the cursor that it has. */
  @Test
  void aConnectionThatEndsWhileASubscribeIsDecidedKnowsNoPlace() {
    RecordingTransport client = hub.subscribe(NOW, "a");
    hub.settle();
    ask(client);
    client.connection().end(CloseReason.RESTART);
    hub.settle();
    assertThat(client.lastCursor()).isNull();
  }

  /** The client's request is lost: it must ask again on another connection. */
  @Test
  void aDecisionThatTheLoopCannotBeToldOfEndsTheConnection() {
    RecordingTransport client = hub.connect();
    client.connection().writable();
    hub.settle();
    ask(client);
    hub.engine
        .loops()
        .get(0)
        .wakeWith(
            () -> {
              throw new OutOfMemoryError("a task");
            });
    decide(0, answer("x"));
    hub.engine.loops().get(0).wakeWith(() -> {});
    hub.ticker.advance(1_000);
    hub.settle();
    assertThat(client.bye().reason()).isEqualTo(CloseReason.INTERNAL);
  }

  /** Each step is a task of its own, so that others have their turn between two requests. */
  @Test
  void manyQuickRequestsLeaveOthersTheirTurn() {
    RecordingTransport client = hub.connect();
    hub.settle();
    for (int i = 0; i < settings.pending; i++) {
      int number = i;
      client
          .connection()
          .request(
              null,
              () -> {
                hub.ticker.advance(1);
                return CompletableFuture.completedStage(answer("" + number));
              });
    }
    assertThat(hub.engine.loops().get(0).turn()).isTrue();
    assertThat(client.served().requests().pending()).isGreaterThan(200);
    hub.settle();
    assertThat(answers(client)).hasSize(settings.pending);
  }
}
