package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import io.tidewire.it.kit.Tls;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The socket of a WebSocket that the server has closed ends soon, whatever its client does. Judged
 * by the client's own end of file and by what the server's process holds open.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
class ClosedSocketsIT {
  private static final Site SITE = new Site("closed-sockets");
  private static final String TOPIC = "open/closed";
  private static final int SMALL_BUFFER = 4 * 1024;
  private static final int LARGE = 900_000;
  private static final int TOO_LARGE = 1009;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.websocket.close-timeout", "1s"));
  }

  @BeforeEach
  void socketsAreListed() {
    assumeTrue(ServerSockets.areListed(), "only Linux lists the sockets of a process like this");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  /** An open WebSocket, and the ports of its connection. */
  private record Client(RawHttp line, RawWebSocket socket, int serverPort) {

    boolean isHeldByTheServer() {
      return ServerSockets.holds(serverPort, line.localPort());
    }

    /** Has the server close it: no message may be so long. */
    void beClosed() {
      socket.send(Frame.text("x".repeat(100_000)));
    }

    void awaitEnd(String kind) {
      line.skipToEnd();
      Await.until("the server to close the socket of one that " + kind, () -> !isHeldByTheServer());
    }

    private void sendForEver() {
      try {
        while (true) {
          socket.send(Frame.text("{\"type\":\"pong\"}"));
        }
      } catch (UncheckedIOException e) {
        // The server has ended it, as it should.
      }
    }
  }

  private Client open(boolean tls, int receiveBuffer) {
    int port = tls ? Tls.PORT : Site.PORT;
    RawHttp line = clients.keep(RawHttp.connect(port, receiveBuffer));
    RawWebSocket socket = RawWebSocket.open(line, SITE.path("ws"));
    assertThat(socket.read().text()).contains("welcome");
    Client client = new Client(line, socket, port);
    assertThat(client.isHeldByTheServer()).isTrue();
    return client;
  }

  private Client open(boolean tls) {
    return open(tls, RawHttp.DEFAULT_BUFFER);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverAClientDoesAfterOurCloseItsSocketEnds(boolean tls) {
    Client silent = open(tls);
    Client answering = open(tls);
    Client halfClosing = open(tls);
    Client sending = open(tls);
    List.of(silent, answering, halfClosing, sending).forEach(Client::beClosed);

    CompletableFuture<Void> sent = CompletableFuture.runAsync(sending::sendForEver);
    assertThat(answering.socket().awaitClose()).isEqualTo(TOO_LARGE);
    answering.socket().send(new Frame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 0xf0}));
    assertThat(halfClosing.socket().awaitClose()).isEqualTo(TOO_LARGE);
    halfClosing.line().halfClose();
    assertThat(silent.socket().awaitClose()).isEqualTo(TOO_LARGE);

    answering.awaitEnd("answers");
    halfClosing.awaitEnd("half-closes");
    assumeClosesTimeOut();
    silent.awaitEnd("is silent");
    sending.awaitEnd("sends for ever");
    Await.result("the end of its sends", sent);
  }

  private static void assumeClosesTimeOut() {
    assumeFalse(
        Server.waitsForAnsweredCloses(),
        "this server does not always bound the wait for the answer to its close");
  }

  /** Each bad frame is refused by another part of the server. */
  @ParameterizedTest
  @ValueSource(ints = {1002, 1007, 1009})
  void whoBreaksTheProtocolAndIsSilentThenIsEnded(int code) {
    Client client = open(false);

    client.socket().sendBytes(badFrame(code));

    assertThat(client.socket().awaitClose()).isEqualTo(code);
    assumeClosesTimeOut();
    client.awaitEnd("has sent a bad frame");
  }

  private static byte[] badFrame(int code) {
    return switch (code) {
      case 1002 -> new Frame(3, true, new byte[0]).encode(true);
      case 1007 ->
          new Frame(RawWebSocket.TEXT, true, new byte[] {'"', (byte) 0xc3, '"'}).encode(true);
      default -> Frame.text("x".repeat(100_000)).encode(true);
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSocketOfOneThatReadsNothingEndsAtTheLatestOnceItLeaves(boolean tls) {
    Client stalled = open(tls, SMALL_BUFFER);
    stalled.socket().send(Frame.text(Frames.subscribe(List.of(), TOPIC + tls).toString()));
    Await.until("the subscription", () -> SITE.subscriptions(TOPIC + tls) == 1);
    SITE.publishLarge(10, LARGE, TOPIC + tls);

    stalled.beClosed();

    Await.until("the connection's end", () -> SITE.subscriptions(TOPIC + tls) == 0);
    if (Server.waitsForStalledClients()) {
      stalled.line().reset();
    }
    Await.until("its socket's end", () -> !stalled.isHeldByTheServer());
  }

  /** What was full becomes empty: the close that has waited is made. */
  @Test
  void theSocketOfOneThatReadsAtLastEnds() {
    assumeClosesTimeOut();
    Client late = open(false, SMALL_BUFFER);
    late.socket().send(Frame.text(Frames.subscribe(List.of(), TOPIC).toString()));
    Await.until("the subscription", () -> SITE.subscriptions(TOPIC) == 1);
    SITE.publishLarge(10, LARGE, TOPIC);
    late.beClosed();
    Await.until("the connection's end", () -> SITE.subscriptions(TOPIC) == 0);

    late.awaitEnd("reads at last");
  }
}
