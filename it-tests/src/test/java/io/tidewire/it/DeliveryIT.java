package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.CuttingProxy;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.Line;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ephemeral events, binary payloads, and what a client gets that had not read for a while. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class DeliveryIT {
  private static final Site SITE = new Site("delivery");
  private static final byte[] BYTES = {0, 10, 13, -1, (byte) 0x80, '"', '\n'};

  private static final int LARGE = 40;
  private static final int LARGE_BYTES = 256 * 1024;
  private static final int SMALL = 20;
  private static final int SMALL_BUFFER = 4 * 1024;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of());
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"SSE", "WEBSOCKET"})
  void anEphemeralEventHasNoCursorAndIsNotKept(Transport transport) {
    String topic = "open/ephemeral-" + transport;
    Follower follower = Follower.open(clients, SITE, transport, List.of(), topic);

    SITE.publishEphemeral(1, topic);
    SITE.publish(1, topic);

    Envelope ephemeral = follower.next("event");
    assertThat(ephemeral.json()).doesNotContainKey("cursor");
    assertThat(ephemeral.data().asJsonObject().getInt("n")).isEqualTo(1);
    assertThat(follower.next("event").json()).containsKey("cursor");
    Follower late = Follower.open(clients, SITE, transport, List.of("start"), topic);
    assertThat(late.numbers(1)).containsExactly(2);
  }

  @Test
  void aPlainStreamGivesAnEphemeralEventNoId() {
    SseClient client = clients.sse(SITE.sse("open/ephemeral-plain"));
    Await.until("the first id", () -> !client.lastEventId().isEmpty());
    String before = client.lastEventId();

    SITE.publishEphemeral(1, "open/ephemeral-plain");
    SseEvent ephemeral = client.events().await();
    String cursor = SITE.publish(1, "open/ephemeral-plain");

    assertThat(ephemeral.id()).isEqualTo(before);
    assertThat(client.events().await().id()).isEqualTo(cursor);
  }

  @Test
  void aWaitingPollGetsAnEphemeralEvent() {
    String topic = "open/ephemeral-poll";
    String place = SITE.publish(1, topic);
    CompletableFuture<PollAnswer> waiting =
        PollAnswer.request(Site.HTTP, Http.with(SITE.poll(topic), "since", place));
    Await.until("the poll to wait", () -> SITE.subscriptions(topic) == 1);

    SITE.publishEphemeral(1, topic);

    PollAnswer answer = Await.result("the answer", waiting);
    assertThat(answer.events()).hasSize(1);
    assertThat(answer.events().get(0).json()).doesNotContainKey("cursor");
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"SSE", "POLL"})
  void textTransportsCarryBinaryPayloadsAsBase64(Transport transport) {
    String topic = "open/binary-" + transport;
    Follower follower = Follower.open(clients, SITE, transport, List.of(), topic);

    String cursor = SITE.publishBinary(BYTES, topic);

    Envelope event = follower.next("event");
    assertThat(event.text("encoding")).isEqualTo("base64");
    assertThat(Base64.getDecoder().decode(event.text("data"))).isEqualTo(BYTES);
    assertThat(event.text("cursor")).isEqualTo(cursor);
  }

  @Test
  void aPlainStreamCarriesBinaryPayloadsAsBase64() {
    SseClient client = clients.sse(SITE.sse("open/binary-plain"));
    Await.until("the first id", () -> !client.lastEventId().isEmpty());

    SITE.publishBinary(BYTES, "open/binary-plain");

    assertThat(Base64.getDecoder().decode(client.events().await().data())).isEqualTo(BYTES);
  }

  @Test
  void aWebSocketCarriesABinaryPayloadInABinaryFrameInItsPlace() {
    String topic = "open/binary-frame";
    String place = SITE.publish(1, topic);
    SITE.publish(1, topic);
    String cursor = SITE.publishBinary(BYTES, topic);
    SITE.publish(1, topic);
    RawWebSocket socket = clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws")));

    socket.send(Frame.text(Frames.subscribe(List.of(place), topic).toString()));

    List<Frame> frames = new ArrayList<>();
    do {
      frames.add(socket.read());
    } while (!frames.get(frames.size() - 1).text().contains("\"n\":3"));
    List<Frame> binary = frames.stream().filter(f -> f.opcode() == RawWebSocket.BINARY).toList();
    assertThat(binary).hasSize(1);
    String text = new String(binary.get(0).payload(), StandardCharsets.ISO_8859_1);
    String[] parts = text.split("\n", 2);
    Envelope header = Envelope.unbatch(parts[0]).get(0);
    assertThat(header.type()).isEqualTo("event");
    assertThat(header.text("cursor")).isEqualTo(cursor);
    assertThat(header.json()).doesNotContainKeys("data", "encoding");
    assertThat(parts[1].getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(BYTES);
    int at = frames.indexOf(binary.get(0));
    assertThat(frames.get(at - 1).text()).contains("\"n\":2");
  }

  @Test
  void aWebSocketThatWasStalledGetsWhatItMissedInOrderAndInArrays() {
    String topic = "open/stalled-websocket";
    RawHttp line = clients.keep(RawHttp.connect(Site.PORT, SMALL_BUFFER));
    RawWebSocket socket = RawWebSocket.open(line, SITE.path("ws"));
    socket.send(Frame.text(Frames.subscribe(List.of(), topic).toString()));
    Await.until("the subscription", () -> SITE.subscriptions(topic) == 1);

    SITE.publishLarge(LARGE, LARGE_BYTES, topic);
    SITE.publish(SMALL, topic);

    List<Integer> numbers = new ArrayList<>();
    int longestArray = 0;
    while (numbers.size() < LARGE + SMALL) {
      List<Envelope> events =
          Envelope.unbatch(message(socket)).stream()
              .filter(frame -> frame.type().equals("event"))
              .toList();
      events.forEach(event -> numbers.add(event.data().asJsonObject().getInt("n")));
      longestArray = Math.max(longestArray, events.size());
    }
    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, LARGE + SMALL).boxed().toList());
    assertThat(longestArray).isGreaterThan(1);
  }

  @Test
  void aStreamThatWasStalledGetsWhatItMissedInOrderAndItsNeighbourWaitsForNothing() {
    String topic = "open/stalled-stream";
    Line line = clients.keep(new CuttingProxy(Site.PORT)).line();
    String path = SITE.path("sse?format=envelope&topic=" + topic);
    SseClient stalled = clients.sse(line.uri("http", path));
    Await.until("the first id", () -> !stalled.lastEventId().isEmpty());
    line.stall();
    WsClient neighbour = clients.webSocket(SITE.webSocket());
    neighbour.subscribe(topic);
    neighbour.await("subscribed");

    SITE.publishLarge(LARGE, LARGE_BYTES, topic);
    SITE.publish(SMALL, topic);

    for (int number = 1; number <= LARGE + SMALL; number++) {
      assertThat(neighbour.await("event").data().asJsonObject().getInt("n")).isEqualTo(number);
    }
    line.resume();
    for (int number = 1; number <= LARGE + SMALL; number++) {
      assertThat(
              stalled
                  .events()
                  .await("an event", event -> event.envelope().type().equals("event"))
                  .envelope()
                  .data()
                  .asJsonObject()
                  .getInt("n"))
          .isEqualTo(number);
    }
    assertThat(stalled.ends().all()).isEmpty();
  }

  /** The next text message, which the container may have cut into frames. */
  private static String message(RawWebSocket socket) {
    StringBuilder message = new StringBuilder();
    Frame frame;
    do {
      frame = socket.read();
      if (frame.opcode() < RawWebSocket.CLOSE) {
        message.append(new String(frame.payload(), StandardCharsets.ISO_8859_1));
      }
    } while (!frame.last() || frame.opcode() >= RawWebSocket.CLOSE);
    return message.toString();
  }
}
