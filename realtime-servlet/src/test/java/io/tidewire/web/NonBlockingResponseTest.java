package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import io.undertow.servlet.StandInResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may touch a response, and until when: containers give it to somebody else afterwards. */
@Timeout(60)
class NonBlockingResponseTest {

  private final StillHub hub = new StillHub();
  private final FakeResponse container = new FakeResponse();
  private NonBlockingResponse response;
  private ClientConnection connection;

  /** Lets the test write in the loop's place. */
  private static final class Silent implements Transport {
    @Override
    public String name() {
      return "silent";
    }

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void send(Batch batch, Position cursor) {}

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {}
  }

  /** Says why it ends. */
  private final class Polite implements Transport {
    @Override
    public String name() {
      return "polite";
    }

    @Override
    public boolean isReady() {
      return response.isReady();
    }

    @Override
    public void send(Batch batch, Position cursor) {}

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {
      response.finish(bytes(bye.reason().name()));
    }

    @Override
    public boolean isSayingGoodbye() {
      return response.isFinishing();
    }

    @Override
    public void giveUpGoodbye() {
      response.giveUp();
    }
  }

  @BeforeEach
  void start() throws IOException {
    startWith(new Silent());
  }

  private void startWith(Transport transport) throws IOException {
    response = new NonBlockingResponse(container.async(), container.response());
    connection = hub.open(self -> transport);
    response.start(connection);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void nothingIsWrittenBeforeTheContainerHasCalledBack() throws IOException {
    assertThat(response.isReady()).isFalse();

    container.takeBytes();

    assertThat(response.isReady()).isTrue();
    response.write(bytes("a"));
    assertThat(container.body()).isEqualTo("a");
  }

  @Test
  void theLastWordIsSaidAndTheResponseCompletedOnce() throws IOException {
    container.takeBytes();

    response.finish(bytes("bye"));
    response.complete();
    container.endByContainer();

    assertThat(container.body()).isEqualTo("bye");
    assertThat(container.completions()).isEqualTo(1);
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void anEndOfTheConnectionsOwnMakingIsNotReportedToIt() throws IOException {
    container.takeBytes();

    response.finish(bytes("bye"));
    container.endByContainer();
    connection.end(CloseReason.DRAIN);

    await().untilAsserted(() -> assertThat(hub.closed()).containsExactly(CloseReason.DRAIN));
  }

  @Test
  void aShortAnswerLeavesWithTheEnd() throws IOException {
    container.takeBytes();

    response.finish(bytes("all"));

    assertThat(container.flushes()).isZero();
    assertThat(container.body()).isEqualTo("all");
    assertThat(container.completions()).isEqualTo(1);
  }

  @Test
  void anAnswerThatDoesNotFitTheBufferIsSentBeforeTheEnd() throws IOException {
    container.takeBytes();

    response.finish(new byte[FakeResponse.BUFFER + 1]);

    assertThat(container.flushes()).isEqualTo(1);
    assertThat(container.completions()).isEqualTo(1);
  }

  @Test
  void aLastWordAfterOthersIsSentBeforeTheEnd() throws IOException {
    container.takeBytes();
    response.write(bytes("a"));

    response.finish(bytes("b"));

    assertThat(container.flushes()).isEqualTo(2);
    assertThat(container.completions()).isEqualTo(1);
  }

  @Test
  void aLastWordThatTheSocketDoesNotTakeYetIsSaidByTheNextCallback() throws IOException {
    response.finish(bytes("bye"));
    assertThat(container.completions()).isZero();

    container.takeBytes();

    assertThat(container.body()).isEqualTo("bye");
    assertThat(container.completions()).isEqualTo(1);
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void aConnectionThatWaitsForTheLastWordIsToldOfIt() throws IOException {
    response.finish(bytes("bye"));
    assertThat(response.isFinishing()).isTrue();

    container.takeBytes();

    await("the connection's end").until(() -> hub.closed().equals(List.of(CloseReason.NORMAL)));
  }

  @Test
  void aLastWordThatIsSaidIsNotWaitedFor() throws IOException {
    container.takeBytes();

    response.finish(bytes("bye"));

    assertThat(response.isFinishing()).isFalse();
    connection.end(CloseReason.DRAIN);
    await().untilAsserted(() -> assertThat(hub.closed()).containsExactly(CloseReason.DRAIN));
  }

  @Test
  void aLastWordThatIsGivenUpIsNotSaidLater() throws IOException {
    container.takeBytes();
    container.stallAfter(1);
    response.write(bytes("a"));
    response.finish(bytes("bye"));

    response.giveUp();
    response.giveUp();

    assertThat(container.completions()).isEqualTo(1);
    container.takeBytes();
    assertThat(container.body()).isEqualTo("a");
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void oneThatIsGivenUpBeforeTheContainerHasCalledBackEndsThenWhateverItTakes() throws IOException {
    response.finish(new byte[FakeResponse.BUFFER + 1]);

    response.giveUp();

    assertThat(container.completions()).isZero();
    container.takeBytes(1);
    assertThat(container.completions()).isEqualTo(1);
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void oneThatTheContainerIsAboutToEndSaysItsLastWordBefore() throws IOException {
    startWith(new Polite());
    container.takeBytes();

    container.timeOut();

    assertThat(container.body()).isEqualTo("RESTART");
    assertThat(container.completions()).isEqualTo(1);
    await().untilAsserted(() -> assertThat(hub.closed()).containsExactly(CloseReason.RESTART));
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void oneThatTheContainerIsAboutToEndDoesNotWaitForItsSocket() throws IOException {
    startWith(new Polite());

    container.timeOut();

    assertThat(container.body()).isEmpty();
    assertThat(container.completions()).isEqualTo(1);
    await().untilAsserted(() -> assertThat(hub.closed()).containsExactly(CloseReason.RESTART));
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void aLastWordThatWaitsIsDroppedWhenTheContainerIsAboutToEndTheResponse() throws IOException {
    response.finish(bytes("bye"));

    container.timeOut();

    assertThat(container.body()).isEmpty();
    assertThat(container.completions()).isEqualTo(1);
    awaitEnd();
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void onceTheContainerHasEndedItNobodyTouchesIt() throws IOException {
    container.takeBytes();
    assertThat(response.isReady()).isTrue();

    container.endByContainer();
    response.write(bytes("late"));
    response.finish(bytes("later"));
    response.complete();

    assertThat(response.isReady()).isFalse();
    assertThat(container.trespasses()).isEmpty();
    assertThat(container.body()).isEmpty();
    awaitEnd();
  }

  @Test
  void afterAFailedWriteOnlyTheContainersReportCompletesIt() throws IOException {
    container.takeBytes();
    container.breakSocket();

    response.write(bytes("lost"));
    response.write(bytes("late"));
    awaitEnd();
    assertThat(container.completions()).isZero();

    container.failWrite();
    response.complete();

    assertThat(container.completions()).isEqualTo(1);
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void aLastWordThatFailsCompletesItThoughTheContainerReportsNothing() throws IOException {
    container.takeBytes();
    container.breakSocket();

    response.finish(bytes("lost"));

    awaitCompletion();
  }

  @Test
  void aLastWordAfterAFailedWriteCompletesIt() throws IOException {
    container.takeBytes();
    container.breakSocket();
    response.write(bytes("lost"));

    response.finish(bytes("late"));

    awaitCompletion();
  }

  @Test
  void aLastWordThatFailsInTheCallbackCompletesIt() throws IOException {
    response.finish(bytes("lost"));
    container.breakSocket();

    container.takeBytes();

    awaitCompletion();
  }

  private void awaitCompletion() {
    await("the completion").until(() -> container.completions() == 1);
    container.failWrite();
    assertThat(container.completions()).isEqualTo(1);
    assertThat(container.trespasses()).isEmpty();
  }

  @Test
  void onUndertowItsBufferIsNotOneOfThePool() throws IOException {
    StandInResponse undertow = new StandInResponse(container.response());

    var unused = new NonBlockingResponse(container.async(), undertow);

    assertThat(undertow.asked()).isPositive();
  }

  private void awaitEnd() {
    await("the connection's end")
        .until(() -> hub.closed().equals(List.of(CloseReason.DISCONNECTED)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
