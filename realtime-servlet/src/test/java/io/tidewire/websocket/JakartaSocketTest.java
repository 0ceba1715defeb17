package io.tidewire.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.Socket;
import io.tidewire.carrier.SocketContract;
import io.tidewire.engine.ClientConnection;
import io.tidewire.protocol.SocketTransports;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a WebSocket connection ends: with a goodbye, and never in the middle of a send. */
@Timeout(60)
class JakartaSocketTest extends SocketContract {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final Control ERROR =
      new Control.Error(ErrorCode.TOO_LARGE, "a message is too large", null);
  private static final String SAID_ERROR = "text " + ERROR.json();
  private static final String SAID_TOO_LARGE =
      "text {\"type\":\"bye\",\"reason\":\"too-large\",\"reconnect\":false}";

  private final Sessions sessions = new Sessions(JakartaSocketTest::newThread, CLOSE_TIMEOUT);
  private final FakeSession session = new FakeSession();
  private final AtomicReference<JakartaSocket> opened = new AtomicReference<>();
  private final ClientConnection connection = open();

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "blocking-calls");
    thread.setDaemon(true);
    return thread;
  }

  private ClientConnection open() {
    sessions.opened(session.session().getId());
    return hub.open(
        self -> {
          opened.set(
              new JakartaSocket(
                  session.session(),
                  self,
                  sessions,
                  Duration.ofSeconds(10),
                  subscriber -> () -> {}));
          return SocketTransports.over(opened.get());
        });
  }

  @Override
  protected ClientConnection connection() {
    return connection;
  }

  @Override
  protected Socket socket() {
    return opened.get();
  }

  @Override
  protected void take() {
    session.flow();
  }

  @Override
  protected void stall() {
    session.stall();
  }

  @Override
  protected void lose() {
    opened.get().ended(CloseReason.DISCONNECTED);
  }

  @Override
  protected List<String> sent() {
    return session.calls();
  }

  @Override
  protected boolean isClosed() {
    return session.calls().stream().anyMatch(call -> call.startsWith("close"));
  }

  @AfterEach
  void close() {
    hub.close();
    sessions.close();
  }

  @Test
  void theEndOfTheApplicationWaitsForTheGoodbyeAndItsClose() {
    session.stall();
    hub.attachment().close();
    CompletableFuture<Void> ended = CompletableFuture.runAsync(sessions::close);
    awaitCalls(1);
    assertThat(session.calls().get(0)).contains("\"bye\"").contains("\"restart\"");
    assertThat(ended).isNotDone();

    session.complete();

    ended.join();
    assertThat(session.calls()).hasSize(2).endsWith("close 1012");
  }

  @Test
  void theGoodbyeFollowsAnErrorThatIsStillUnderWay() {
    session.stall();
    connection.reply(ERROR);
    connection.end(CloseReason.TOO_LARGE);
    awaitClosed();
    assertThat(session.calls()).containsExactly(SAID_ERROR);

    session.complete();
    awaitCalls(2);
    assertThat(session.calls()).containsExactly(SAID_ERROR, SAID_TOO_LARGE);

    session.complete();
    awaitCalls(3);
    assertThat(session.calls()).endsWith("close 1009");
    assertThat(session.maxIdleTimeout()).isEqualTo(CLOSE_TIMEOUT.toMillis());
    assertThat(session.userProperties())
        .containsEntry(
            "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", CLOSE_TIMEOUT.toMillis())
        .as("a client that takes all: only a thread that is held up can need so long")
        .containsEntry(
            "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", CLOSE_TIMEOUT.toMillis());
  }

  /** It takes no close frame either, and others wait for the thread. */
  @Test
  void aClientThatHasNotTakenItsMessageIsNotWaitedForByTheClose() {
    session.stall();
    connection.reply(ERROR);
    awaitCalls(1);
    connection.end(CloseReason.UNRESPONSIVE);
    awaitCalls(2);
    assertThat(session.calls()).containsExactly(SAID_ERROR, "close 1001");
    assertThat(session.userProperties())
        .containsEntry("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 100L);
  }

  @Test
  void theSocketIsEndedAfterTheCloseTimeoutWhereTheContainerReadsOn() {
    Sessions hasty = new Sessions(JakartaSocketTest::newThread, Duration.ofMillis(20));

    WebSocketEndpoint.close(session.forcible(), CloseReason.TOO_LARGE, hasty, false);

    awaitCalls(2);
    assertThat(session.calls()).containsExactly("close 1009", "forced");
    hasty.close();
  }

  @Test
  void anErrorThatHasNotBegunBeforeTheEndIsSaidToo() {
    session.stall();
    connection.reply(ERROR);
    awaitCalls(1);
    connection.reply(ERROR);
    connection.end(CloseReason.TOO_LARGE);
    awaitClosed();
    assertThat(session.calls()).containsExactly(SAID_ERROR);

    for (int said = 2; said <= 4; said++) {
      session.complete();
      awaitCalls(said);
    }

    assertThat(session.calls())
        .containsExactly(SAID_ERROR, SAID_ERROR, SAID_TOO_LARGE, "close 1009");
  }

  @Test
  void whoTakesNothingForASecondIsClosedWithoutAGoodbye() {
    session.stall();
    connection.reply(ERROR);
    connection.end(CloseReason.TOO_LARGE);

    awaitCalls(2);

    assertThat(session.calls()).containsExactly(SAID_ERROR, "close 1009");
  }

  @Test
  void whoTookNothingForTheWholeSendTimeoutIsClosedAtOnce() {
    session.stall();
    connection.reply(ERROR);
    connection.end(CloseReason.UNRESPONSIVE);

    awaitCalls(2);

    assertThat(session.calls()).containsExactly(SAID_ERROR, "close 1001");
  }

  @Test
  void aBrokenConnectionIsClosedWithoutAGoodbye() {
    session.stall();
    connection.reply(ERROR);
    awaitCalls(1);

    session.fail();
    awaitCalls(2);

    assertThat(session.calls()).containsExactly(SAID_ERROR, "close 1001");
    assertThat(hub.closed()).containsExactly(CloseReason.DISCONNECTED);
  }

  @Test
  void aSessionThatTheContainerClosedIsLeftAlone() {
    sessions.closed(session.session().getId());
    opened.get().ended(CloseReason.NORMAL);
    awaitClosed();

    sessions.close();

    assertThat(session.calls()).isEmpty();
  }

  @Test
  void aSessionIsClosedThoughItsConnectionEndsAfterTheThreadsHaveGone() {
    session.stall();
    sessions.close();

    connection.end(CloseReason.RESTART);

    awaitCalls(2);
    assertThat(session.calls()).hasSize(2).endsWith("close 1012");
  }

  @Test
  void aPingWaitsForTheSendThatIsUnderWay() {
    session.stall();
    connection.reply(ERROR);
    awaitCalls(1);
    opened.get().ping();
    settle();
    assertThat(session.calls()).containsExactly(SAID_ERROR);

    session.complete();
    awaitCalls(2);

    settle();
    assertThat(session.calls()).containsExactly(SAID_ERROR, "ping");
  }

  @Test
  void aSendWaitsForThePingThatIsUnderWay() {
    CountDownLatch ping = session.stallPing();
    opened.get().ping();
    awaitCalls(1);
    connection.reply(ERROR);
    awaitLoop();
    connection.reply(ERROR);
    awaitLoop();
    assertThat(session.calls()).containsExactly("ping");

    ping.countDown();
    awaitCalls(3);

    assertThat(session.calls()).containsExactly("ping", SAID_ERROR, SAID_ERROR);
    assertThat(hub.closed()).isEmpty();
  }

  @Test
  void theLastWordsAreSaidBehindThePingThatIsUnderWay() {
    CountDownLatch ping = session.stallPing();
    opened.get().ping();
    awaitCalls(1);
    connection.reply(ERROR);
    connection.end(CloseReason.TOO_LARGE);
    awaitClosed();

    ping.countDown();
    awaitCalls(4);

    assertThat(session.calls()).containsExactly("ping", SAID_ERROR, SAID_TOO_LARGE, "close 1009");
  }

  @Test
  void whoTakesNoPingForASecondIsClosedWithoutAGoodbye() {
    CountDownLatch ping = session.stallPing();
    opened.get().ping();
    awaitCalls(1);
    connection.end(CloseReason.TOO_LARGE);

    awaitCalls(2);

    assertThat(session.calls()).containsExactly("ping", "close 1009");
    ping.countDown();
  }

  /** Returns when the loop has served what came so far. */
  private void awaitLoop() {
    for (int turn = 0; turn < 2; turn++) {
      CompletableFuture<Void> served = new CompletableFuture<>();
      connection.later(() -> served.complete(null));
      served.join();
    }
  }

  /** Returns when the calls submitted so far have been made. */
  private void settle() {
    for (int thread = 0; thread < 4; thread++) {
      CompletableFuture<Void> made = new CompletableFuture<>();
      var unused = sessions.later(Duration.ZERO, () -> made.complete(null));
      made.join();
    }
  }

  private void awaitCalls(int count) {
    await("calls " + count).until(() -> session.calls().size() >= count);
  }

  private void awaitClosed() {
    await("the connection's end").until(() -> !hub.closed().isEmpty());
  }
}
