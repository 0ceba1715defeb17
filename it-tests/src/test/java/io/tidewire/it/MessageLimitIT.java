package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.WsClient;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a message or an answer is in which events are joined: as long as its client takes. */
@ArquillianTest
@RunAsClient
@Timeout(120)
class MessageLimitIT {
  private static final Site SITE = new Site("message-limit");
  private static final int DEFAULT = 8_192;
  private static final int SMALLEST = 1_024;
  private static final int EVENTS = 400;
  private static final int LARGE = 20_000;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of());
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  /**
   * One message.
   *
   * @param bytes how long it is in UTF-8
   * @param events the numbers of the events in it
   * @param frames how many objects it holds, events and others
   */
  private record Message(int bytes, List<Integer> events, int frames) {}

  private static int number(Envelope event) {
    return ((JsonObject) event.data()).getInt("n");
  }

  private RawWebSocket open(String query) {
    return clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws") + query));
  }

  /** Replays a topic from its start, up to the event of this number. */
  private List<Message> replay(String query, String topic, int last) {
    RawWebSocket socket = open(query);
    String subscribe = Frames.subscribe(List.of("start"), topic).toString();
    socket.send(RawWebSocket.Frame.text(subscribe));
    List<Message> messages = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    while (!seen.contains(last)) {
      Message message = read(socket);
      messages.add(message);
      seen.addAll(message.events());
    }
    return messages;
  }

  /** The next message, which a server may send in several frames. */
  private static Message read(RawWebSocket socket) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    boolean last = false;
    while (!last) {
      RawWebSocket.Frame frame = socket.read();
      if (frame.opcode() <= RawWebSocket.TEXT) {
        whole.writeBytes(frame.payload());
        last = frame.last();
      }
    }
    List<Envelope> objects = Envelope.unbatch(whole.toString(StandardCharsets.UTF_8));
    return new Message(
        whole.size(),
        objects.stream()
            .filter(object -> object.type().equals("event"))
            .map(MessageLimitIT::number)
            .toList(),
        objects.size());
  }

  private static List<Integer> events(List<Message> messages) {
    return messages.stream().flatMap(message -> message.events().stream()).toList();
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void joinedMessagesStayBelowEightKibibytesUnlessTheClientAsksForMore() {
    String topic = "open/joined";
    SITE.publish(EVENTS, topic);

    List<Message> messages = replay("", topic, EVENTS);

    assertThat(events(messages)).isEqualTo(upTo(EVENTS));
    assertThat(messages).allSatisfy(one -> assertThat(one.bytes()).isLessThan(DEFAULT));
    assertThat(messages)
        .as("joined")
        .anySatisfy(one -> assertThat(one.events()).hasSizeGreaterThan(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALLEST, 4_000, 32_768})
  void joinedMessagesStayBelowWhatTheClientTakes(int max) {
    String topic = "open/joined-" + max;
    SITE.publish(EVENTS, topic);

    List<Message> messages = replay("?max=" + max, topic, EVENTS);

    assertThat(events(messages)).isEqualTo(upTo(EVENTS));
    assertThat(messages).allSatisfy(one -> assertThat(one.bytes()).isLessThanOrEqualTo(max));
    assertThat(messages)
        .as("the room is used")
        .anySatisfy(one -> assertThat(one.bytes()).isGreaterThan(max / 2));
  }

  @Test
  void anEventThatIsLargerGoesAlone() {
    String topic = "open/large";
    SITE.publish(5, topic);
    SITE.publishLarge(1, LARGE, topic);
    SITE.publish(5, topic);

    List<Message> messages = replay("?max=" + SMALLEST, topic, 11);

    assertThat(events(messages)).isEqualTo(upTo(11));
    assertThat(messages)
        .filteredOn(one -> one.bytes() > SMALLEST)
        .singleElement()
        .satisfies(
            large -> {
              assertThat(large.events()).containsExactly(6);
              assertThat(large.frames()).isEqualTo(1);
              assertThat(large.bytes()).isGreaterThan(LARGE);
            });
  }

  @Test
  void theWelcomeTellsWhatIsTaken() {
    assertThat(welcomeMax("")).isEqualTo(DEFAULT);
    assertThat(welcomeMax("?max=65536")).isEqualTo(65_536);
  }

  private int welcomeMax(String query) {
    WsClient client = clients.webSocket(URI.create(SITE.webSocket() + query));
    return client.await("welcome").json().getJsonObject("limits").getInt("max");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1023", "16777217", "0", "-1", "", "many", "99999999999999999999"})
  void whatIsOutOfRangeIsABadRequest(String max) {
    String upgrade =
        String.join(
            "\r\n",
            "GET " + SITE.path("ws") + "?max=" + max + " HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGlkZXdpcmUtdGVzdC1raQ==",
            "",
            "");
    RawHttp.Response socket = RawHttp.exchange(Site.PORT, upgrade);
    assertThat(socket.status()).as(socket.body()).isEqualTo(400);
    assertThat(socket.body()).contains("1024", "16777216");

    URI poll = Http.with(Http.with(SITE.poll("open/any"), "since", "e-1"), "max", max);
    var answer = Site.get(poll);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("1024", "16777216");
  }

  @Test
  void answersToPollsStayBelowWhatTheClientTakes() {
    String topic = "open/polled";
    int max = 2_048;
    String cursor = SITE.publish(1, topic);
    SITE.publish(50, topic);
    SITE.publishLarge(1, LARGE, topic);
    SITE.publish(50, topic);

    List<Integer> seen = new ArrayList<>();
    int polls = 0;
    while (!seen.contains(102)) {
      URI next = Http.with(Http.with(SITE.poll(topic), "since", cursor), "max", "" + max);
      PollAnswer answer = Await.result("a poll's answer", PollAnswer.request(Site.HTTP, next));
      List<Integer> events = answer.events().stream().map(MessageLimitIT::number).toList();
      assertThat(events).as("each answer makes progress").isNotEmpty();
      int bytes = answer.head().body().getBytes(StandardCharsets.UTF_8).length;
      if (events.contains(52)) {
        assertThat(events).as("the large one goes alone").containsExactly(52);
        assertThat(bytes).isGreaterThan(LARGE);
      } else {
        assertThat(bytes).isLessThanOrEqualTo(max);
      }
      seen.addAll(events);
      cursor = answer.cursor();
      polls++;
    }
    assertThat(seen).isEqualTo(upTo(102).subList(1, 102));
    assertThat(polls).as("joined").isLessThan(40);
  }
}
