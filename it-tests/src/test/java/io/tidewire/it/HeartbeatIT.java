package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens by the passing of time: heartbeats, their missing answers, and ageing history. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class HeartbeatIT {
  private static final Site SITE = new Site("heartbeat");
  private static final int TRIES = 5;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(
        Map.of(
            "realtime.heartbeat", "200ms",
            "realtime.websocket.pong-timeout", "2s",
            "realtime.history.age", "500ms"));
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void aPlainStreamHearsCommentsThatCarryTheCurrentId() {
    SseClient client = clients.sse(SITE.sse("open/plain"));

    client.comments().await(2);
    String elsewhere = SITE.publish(1, "open/elsewhere");

    Await.until("the id to move on", () -> client.lastEventId().equals(elsewhere));
    client.events().assertExhausted();
  }

  @Test
  void anEnvelopeStreamHearsPingsThatCarryTheCurrentId() {
    SseClient client = clients.sse(SITE.envelopes("open/envelopes"));

    assertThat(client.events().await().envelope().type()).isEqualTo("welcome");
    assertThat(client.events().await().envelope().type()).isEqualTo("subscribed");
    assertThat(client.events().await().envelope().type()).isEqualTo("ping");
    String elsewhere = SITE.publish(1, "open/elsewhere");

    String carried =
        client
            .events()
            .await(
                "a ping with the new id",
                event -> event.envelope().type().equals("ping") && event.id().equals(elsewhere))
            .id();
    assertThat(carried).isEqualTo(elsewhere);
  }

  @Test
  void aStreamThatWasIdleWhileTheHistoryWentByResumesWithoutAGap() {
    SseClient client = clients.sse(SITE.envelopes("open/idle"));
    String elsewhere = SITE.publish(3, "open/elsewhere");
    Await.until("the id to move on", () -> client.lastEventId().equals(elsewhere));
    client.reconnect();
    SITE.publish(1, "open/idle");

    Envelope next =
        client
            .events()
            .await("gap or event", e -> List.of("gap", "event").contains(e.envelope().type()))
            .envelope();

    assertThat(next.type()).isEqualTo("event");
  }

  @Test
  void aWebSocketHearsPingsOfBothKinds() {
    RawWebSocket socket = clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws")));
    socket.send(Frame.text(Frames.subscribe(List.of(), "open/socket").toString()));
    String elsewhere = SITE.publish(1, "open/elsewhere");

    boolean protocolPing = false;
    boolean pingWithCursor = false;
    while (!protocolPing || !pingWithCursor) {
      Frame frame = socket.read();
      protocolPing |= frame.opcode() == RawWebSocket.PING;
      pingWithCursor |=
          frame.opcode() == RawWebSocket.TEXT
              && Envelope.unbatch(frame.text()).stream()
                  .anyMatch(
                      one -> one.type().equals("ping") && one.text("cursor").equals(elsewhere));
      if (frame.opcode() == RawWebSocket.PING) {
        socket.send(new Frame(RawWebSocket.PONG, true, frame.payload()));
      }
    }
  }

  @Test
  void aWebSocketThatNeverAnswersPingsIsClosedAndOneThatDoesIsNot() {
    WsClient alive = clients.webSocket(SITE.webSocket());
    RawWebSocket mute = clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws")));

    assertThat(mute.awaitClose()).isEqualTo(1001);

    alive.frames().await("a ping after it", frame -> frame.type().equals("ping"));
    alive.subscribe("open/alive");
    alive.await("subscribed");
    assertThat(alive.ends().all()).isEmpty();
  }

  @Test
  void anyFrameIsASignOfLife() {
    RawWebSocket socket = clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws")));
    RawWebSocket mute = clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws")));
    for (int answered = 0; answered < TRIES; ) {
      Frame frame = socket.read();
      assertThat(frame.opcode()).isNotEqualTo(RawWebSocket.CLOSE);
      if (frame.opcode() == RawWebSocket.PING) {
        socket.send(Frame.text("{\"type\":\"pong\"}"));
        answered++;
      }
    }
    assertThat(mute.awaitClose()).isEqualTo(1001);
  }

  @Test
  void whatIsTooOldIsAGap() {
    String topic = "open/age";
    String cursor = SITE.publish(1, topic);
    SITE.publish(2, topic);
    Await.until("the history to be forgotten", () -> poll("start", topic).events().isEmpty());

    PollAnswer answer = poll(cursor, topic);

    assertThat(answer.gaps()).hasSize(1);
    assertThat(answer.gaps().get(0).text("from")).isEqualTo(cursor);
    assertThat(answer.events()).isEmpty();
    assertThat(poll(answer.cursor(), topic).gaps()).isEmpty();
  }

  private static PollAnswer poll(String since, String topic) {
    return Await.result(
        "a poll's answer",
        PollAnswer.request(
            Site.HTTP, Http.with(Http.with(SITE.poll(topic), "since", since), "wait", "0")));
  }
}
