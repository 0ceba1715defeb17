package io.tidewire.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.engine.ClientConnection;
import io.tidewire.web.StillHub;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.WebSocketMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What each socket keeps to, whatever carries its WebSocket. */
public abstract class SocketContract {

  private static final Control ERROR =
      new Control.Error(ErrorCode.TOO_LARGE, "a message is too large", null);
  private static final String SAID_ERROR = "text " + ERROR.json();
  private static final String SAID_TOO_LARGE =
      "text {\"type\":\"bye\",\"reason\":\"too-large\",\"reconnect\":false}";

  /** The hub of the connection. */
  protected final StillHub hub = new StillHub();

  /** The connection that writes to the socket. */
  protected abstract ClientConnection connection();

  /** The socket. */
  protected abstract Socket socket();

  /** From now on the client takes what is sent. */
  protected abstract void take() throws IOException;

  /** From now on the client takes nothing but what is sent next. */
  protected abstract void stall();

  /** The client is gone. */
  protected abstract void lose();

  /** What went out: {@code text ...}, {@code binary LENGTH}, {@code ping}, {@code close CODE}. */
  protected abstract List<String> sent();

  /** Whether the socket is closed from our side. */
  protected abstract boolean isClosed();

  private <T> T onLoop(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    connection()
        .later(
            () -> {
              try {
                answer.complete(question.call());
              } catch (Exception e) {
                answer.completeExceptionally(e);
              }
            });
    return answer.join();
  }

  private void send(WebSocketMessages messages) {
    await("the socket").until(() -> onLoop(socket()::isReady));
    boolean unused =
        onLoop(
            () -> {
              socket().send(messages);
              return true;
            });
  }

  private void awaitSent(String... calls) {
    await("what went out").until(() -> sent().equals(List.of(calls)));
  }

  private void awaitEnd(CloseReason reason) {
    await("the end").until(() -> hub.closed().contains(reason));
  }

  @Test
  void messagesOfBothKindsGoOutInTheirOrder() throws IOException {
    take();
    send(WebSocketMessages.of("one", "two"));
    send(WebSocketMessages.of(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    send(WebSocketMessages.of("three"));
    awaitSent("text one", "text two", "binary 3", "text three");
  }

  @Test
  void aPingGoesOutBetweenTwoMessages() throws IOException {
    take();
    send(WebSocketMessages.of("one"));
    boolean unused =
        onLoop(
            () -> {
              socket().ping();
              return true;
            });
    awaitSent("text one", "ping");
    send(WebSocketMessages.of("two"));
    awaitSent("text one", "ping", "text two");
  }

  @Test
  void aSocketThatTakesNothingTellsWhenItTakesMore() throws IOException {
    take();
    stall();
    send(WebSocketMessages.of("one"));
    assertThat(onLoop(socket()::isReady)).isFalse();
    connection().reply(ERROR);
    awaitSent("text one");

    take();

    awaitSent("text one", SAID_ERROR);
  }

  @Test
  void finalMessagesGoOutBeforeTheGoodbyeAndTheClose() throws IOException {
    take();
    stall();
    send(WebSocketMessages.of("one"));
    connection().reply(ERROR);
    connection().end(CloseReason.TOO_LARGE);
    awaitEnd(CloseReason.TOO_LARGE);
    assertThat(sent()).containsExactly("text one");

    take();

    awaitSent("text one", SAID_ERROR, SAID_TOO_LARGE, "close 1009");
  }

  @Test
  void aCloseNeedsNoGoodbye() throws IOException {
    take();
    boolean unused =
        onLoop(
            () -> {
              socket().close(WebSocketMessages.of(), CloseReason.TOO_LARGE);
              return true;
            });
    awaitSent("close 1009");
  }

  @Test
  void aClientThatTakesNothingIsClosedWithoutAGoodbye() throws IOException {
    take();
    stall();
    send(WebSocketMessages.of("one"));
    connection().end(CloseReason.UNRESPONSIVE);

    await("the close").until(this::isClosed);

    assertThat(sent()).filteredOn(call -> call.startsWith("text")).containsExactly("text one");
  }

  @Test
  void nothingIsSentToAClientThatIsGone() throws IOException {
    take();
    lose();
    awaitEnd(CloseReason.DISCONNECTED);
    await("the close").until(this::isClosed);

    assertThat(onLoop(socket()::isReady)).isFalse();
    assertThat(sent()).noneMatch(call -> call.startsWith("text"));
  }
}
