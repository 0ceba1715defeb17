package io.tidewire.engine;

import static java.util.concurrent.CompletableFuture.completedStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewire.CloseReason;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An end that waits for what was asked for before it. */
class FinishTest {

  private final TestSettings settings = new TestSettings();
  private final TestHub hub = TestHub.handDriven(settings);
  private final RecordingTransport client = hub.connect();

  private static Control frame(String name) {
    return new Control.Unsubscribed(name, "a");
  }

  private CompletableFuture<Outcome> ask() {
    CompletableFuture<Outcome> stage = new CompletableFuture<>();
    client.connection().request(null, () -> stage);
    return stage;
  }

  private List<String> answers() {
    return client.frames(Control.Unsubscribed.class).stream()
        .map(Control.Unsubscribed::id)
        .toList();
  }

  private void finish() {
    client.connection().finish(CloseReason.DRAIN, 5_000);
    hub.settle();
  }

  private void assertEnded(CloseReason reason) {
    assertThat(client.bye()).isNotNull();
    assertThat(client.bye().reason()).isEqualTo(reason);
  }

  @Test
  void oneThatOwesNothingEndsAtOnce() {
    hub.settle();
    finish();
    assertEnded(CloseReason.DRAIN);
  }

  @Test
  void whatWasAdmittedIsServed() {
    CompletableFuture<Outcome> first = ask();
    client.connection().reply(frame("second"));
    finish();
    assertThat(client.bye()).isNull();
    assertThat(client.connection().isEnding()).as("its answers are read").isFalse();
    first.complete(Outcome.answer(frame("first")));
    hub.settle();
    assertThat(answers()).containsExactly("first", "second");
    assertEnded(CloseReason.DRAIN);
  }

  @Test
  void whatIsToBeAnsweredIsWaitedFor() {
    CompletableFuture<Control> answer = new CompletableFuture<>();
    client.connection().message("1", 0, () -> completedStage(Outcome.answerLater(answer)));
    hub.settle();
    finish();
    assertThat(client.bye()).isNull();
    answer.complete(frame("1"));
    hub.settle();
    assertThat(answers()).containsExactly("1");
    assertEnded(CloseReason.DRAIN);
  }

  @Test
  void answersThatTheSocketDoesNotTakeYetAreWaitedFor() {
    hub.settle();
    client.stall();
    client.connection().reply(frame("1"));
    finish();
    assertThat(client.bye()).isNull();
    client.unstall();
    hub.settle();
    assertThat(answers()).containsExactly("1");
    assertEnded(CloseReason.DRAIN);
  }

  @Test
  void whatComesIsRefusedAndEndsNobody() {
    CompletableFuture<Outcome> first = ask();
    finish();
    for (int i = 0; i < 2 * RequestCounts.MAX_REFUSED_IN_A_ROW; i++) {
      client.connection().reply(frame("late"));
      hub.settle();
    }
    assertThat(client.frames(Control.Error.class))
        .hasSize(2 * RequestCounts.MAX_REFUSED_IN_A_ROW)
        .extracting(Control.Error::code, Control.Error::id)
        .containsOnly(tuple(ErrorCode.OVERLOADED.code(), "late"));
    assertThat(client.bye()).isNull();
    first.complete(Outcome.answer(frame("first")));
    hub.settle();
    assertThat(answers()).containsExactly("first");
    assertEnded(CloseReason.DRAIN);
  }

  /** It would only fill its queue with refusals. */
  @Test
  void whatComesIsDroppedWhileRefusalsWait() {
    CompletableFuture<Outcome> first = ask();
    finish();
    client.stall();
    for (int i = 0; i < 1_000; i++) {
      client.connection().reply(frame("late"));
    }
    hub.settle();
    assertThat(client.served().delivery().outbox().controls())
        .isEqualTo(RequestCounts.MAX_UNSENT_ANSWERS);
    assertThat(first).isNotDone();
    assertThat(client.bye()).isNull();
  }

  @Test
  void itIsOverInTime() {
    CompletableFuture<Outcome> asked = ask();
    finish();
    hub.ticker.advance(4_900);
    hub.settle();
    assertThat(client.bye()).isNull();
    hub.ticker.advance(400);
    hub.settle();
    assertThat(asked).isNotDone();
    assertEnded(CloseReason.DRAIN);
  }

  @Test
  void anEndOvertakesIt() {
    CompletableFuture<Outcome> asked = ask();
    finish();
    client.connection().end(CloseReason.PROTOCOL);
    hub.settle();
    assertThat(asked).isNotDone();
    assertEnded(CloseReason.PROTOCOL);
  }

  @Test
  void theFirstReasonCounts() {
    CompletableFuture<Outcome> first = ask();
    finish();
    client.connection().finish(CloseReason.MAX_AGE, 1);
    hub.ticker.advance(1_000);
    hub.settle();
    assertThat(client.bye()).isNull();
    first.complete(Outcome.answer(frame("first")));
    hub.settle();
    assertEnded(CloseReason.DRAIN);
  }

  /** Without memory for the task it can be asked for again. */
  @Test
  void oneThatTheLoopWasNotToldOfCanBeRepeated() {
    hub.settle();
    Loop loop = hub.engine.loops().get(0);
    OutOfMemoryError full = new OutOfMemoryError("a task");
    loop.wakeWith(
        () -> {
          throw full;
        });
    assertThat(catchThrowable(this::finish)).isSameAs(full);
    loop.wakeWith(() -> {});
    finish();
    assertEnded(CloseReason.DRAIN);
  }
}
