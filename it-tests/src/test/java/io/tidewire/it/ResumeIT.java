package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Cut;
import io.tidewire.it.kit.CuttingProxy;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.Line;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import jakarta.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a subscription begins, and what a client that comes back is told. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class ResumeIT {
  private static final Site SITE = new Site("resume");

  private final Clients clients = new Clients();
  private String area = "";

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of());
  }

  /** Each test has topics of its own. */
  @BeforeEach
  void nameTopics(TestInfo test) {
    area = "open/" + Integer.toHexString((test.getDisplayName() + test.getTestMethod()).hashCode());
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(Transport.values())
        .flatMap(from -> Arrays.stream(Transport.values()).map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aCursorOfOneTransportResumesOnAnother(Transport from, Transport to) {
    String topic = area + "/a";
    String cursor;
    try (Clients first = new Clients()) {
      Follower follower = Follower.open(first, SITE, from, List.of(), topic);
      SITE.publish(3, topic);
      assertThat(follower.numbers(1)).containsExactly(1);
      cursor = follower.next("event").text("cursor");
    }
    SITE.publish(2, topic);

    Follower follower = Follower.open(clients, SITE, to, List.of(cursor), topic);

    assertThat(follower.numbers(3)).containsExactly(3, 4, 5);
    SITE.publish(1, topic);
    assertThat(follower.numbers(1)).containsExactly(6);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aCursorOfAPatternResumesTheMergedTopics(Transport transport) {
    String place = SITE.publish(1, area + "/a", area + "/b");
    SITE.publish(2, area + "/a", area + "/b", area + "/deeper/c");

    Follower follower = Follower.open(clients, SITE, transport, List.of(place), area + "/*");

    SITE.publish(1, area + "/b");
    List<String> seen =
        Stream.generate(() -> follower.next("event")).limit(5).map(ResumeIT::place).toList();
    assertThat(seen).containsExactly("a2", "b2", "a3", "b3", "b4");
  }

  @Test
  void aDoubleStarCoversWhateverIsBelow() {
    Follower follower = Follower.open(clients, SITE, Transport.WEBSOCKET, List.of(), area + "/**");

    SITE.publish(1, area + "x/a", area + "/a", area + "/a/b/c");

    assertThat(follower.next("event").topic()).isEqualTo(area + "/a");
    assertThat(follower.next("event").topic()).isEqualTo(area + "/a/b/c");
  }

  @ParameterizedTest
  @EnumSource(Cut.Kind.class)
  void anIdleStreamThatIsCutBeforeItsFirstEventResumes(Cut.Kind kind) {
    String topic = area + "/a";
    CuttingProxy proxy = clients.keep(new CuttingProxy(Site.PORT));
    Line line = proxy.line();
    URI plain = line.uri("http", SITE.path("sse?topic=" + topic));
    List<SseClient> idle =
        List.of(clients.sse(plain), clients.sse(Http.with(plain, "format", "envelope")));
    idle.forEach(client -> Await.until("an id", () -> !client.lastEventId().isEmpty()));

    proxy.cutAll(kind);
    idle.forEach(client -> client.ends().await());
    SITE.publish(3, topic);
    idle.forEach(SseClient::reconnect);

    assertThat(plainNumbers(idle.get(0), 3)).containsExactly(1, 2, 3);
    for (int number = 1; number <= 3; number++) {
      assertThat(
              idle.get(1)
                  .events()
                  .await("an event", event -> event.envelope().type().equals("event"))
                  .envelope()
                  .data()
                  .asJsonObject()
                  .getInt("n"))
          .isEqualTo(number);
    }
  }

  @Test
  void anIdleWebSocketResumesFromItsConfirmation() {
    String topic = area + "/a";
    WsClient idle = clients.webSocket(SITE.webSocket());
    idle.subscribe(topic);
    String cursor = idle.await("subscribed").text("cursor");
    idle.close();
    SITE.publish(2, topic);

    WsClient back = clients.webSocket(SITE.webSocket());
    back.resume(cursor, topic);

    assertThat(back.await("subscribed").json().getBoolean("recovered")).isTrue();
    assertThat(back.await("event").data().asJsonObject().getInt("n")).isEqualTo(1);
    assertThat(back.await("event").data().asJsonObject().getInt("n")).isEqualTo(2);
  }

  @Test
  void thePlainFormGoesOnByItsLastEventId() {
    SseClient client = clients.sse(SITE.sse(area + "/a"));
    Await.until("the first id", () -> !client.lastEventId().isEmpty());
    SITE.publish(2, area + "/a");
    assertThat(plainNumbers(client, 2)).containsExactly(1, 2);

    client.reconnect();
    SITE.publish(1, area + "/a");

    SseEvent event = client.events().await();
    assertThat(event.type()).isEqualTo("tick");
    assertThat(event.data()).startsWith("{\"n\":3,");
  }

  /** Cut before its first event, it would otherwise ask for the last N again, and miss some. */
  @Test
  void aStreamThatRewindsTellsItsPlaceBeforeItsFirstEvent() throws Exception {
    SITE.publish(3, area + "/a");
    URI uri = Http.with(SITE.sse(area + "/a"), "rewind", "2");
    List<String> head = linesBeforeTheFirstEvent(uri);
    SITE.publish(3, area + "/a");

    assertThat(head.get(head.size() - 1)).as("the end of a block in %s", head).isEmpty();
    String id = head.get(head.size() - 2);
    assertThat(id).startsWith("id:");
    Map<String, String> headers = Map.of("Last-Event-ID", id.substring(3).strip());
    assertThat(plainNumbers(clients.sse(uri, headers), 5)).containsExactly(2, 3, 4, 5, 6);
  }

  private static List<String> linesBeforeTheFirstEvent(URI uri) throws Exception {
    HttpResponse<Stream<String>> response =
        Site.HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      return lines.takeWhile(line -> !line.startsWith("event:")).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"SSE", "WEBSOCKET"})
  void sinceMayBeGivenForEachTopic(Transport transport) {
    List<String> since = List.of(SITE.publish(1, area + "/a"), SITE.publish(2, area + "/b"));
    SITE.publish(1, area + "/a", area + "/b");

    Follower follower = Follower.open(clients, SITE, transport, since, area + "/a", area + "/b");

    SITE.publish(1, area + "/a");
    assertThat(Stream.generate(() -> follower.next("event")).limit(3).map(ResumeIT::place))
        .containsExactly("a2", "b3", "a3");
  }

  @Test
  void aPollMayGiveSinceForEachTopic() {
    String first = SITE.publish(1, area + "/a");
    String second = SITE.publish(2, area + "/b");
    SITE.publish(1, area + "/a", area + "/b");

    PollAnswer answer =
        poll(
            Http.with(
                Http.with(SITE.poll(area + "/a", area + "/b"), "since", first), "since", second));

    assertThat(answer.events()).map(ResumeIT::place).containsExactly("a2", "b3");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void startBringsAllThatIsKept(Transport transport) {
    SITE.publish(3, area + "/a");

    Follower follower = Follower.open(clients, SITE, transport, List.of("start"), area + "/a");

    assertThat(follower.numbers(3)).containsExactly(1, 2, 3);
  }

  @Test
  void rewindBringsTheLastEventsOfEachTopic() {
    SITE.publish(4, area + "/a", area + "/b");
    SITE.publish(1, area + "/a");
    WsClient socket = clients.webSocket(SITE.webSocket());
    socket.send(
        Json.createObjectBuilder()
            .add("type", "subscribe")
            .add("topic", area + "/*")
            .add("rewind", 2)
            .build());

    assertThat(socket.await("subscribed").json().getBoolean("recovered")).isFalse();
    assertThat(Stream.generate(() -> socket.await("event")).limit(4).map(ResumeIT::place))
        .containsExactly("b3", "a4", "b4", "a5");
    assertThat(poll(Http.with(SITE.poll(area + "/a"), "rewind", "2")).events())
        .map(ResumeIT::place)
        .containsExactly("a4", "a5");
    SseClient stream = clients.sse(Http.with(SITE.sse(area + "/b"), "rewind", "1"));
    assertThat(plainNumbers(stream, 1)).containsExactly(4);
  }

  @Test
  void ofTheWaysToSayWhereToBeginTheFirstPresentWins() {
    String first = SITE.publish(1, area + "/a");
    String second = SITE.publish(1, area + "/a");
    String third = SITE.publish(1, area + "/a");
    SITE.publish(1, area + "/a");
    URI rewound = Http.with(SITE.sse(area + "/a"), "rewind", "4");
    URI since = Http.with(rewound, "since", first);
    URI parameter = Http.with(since, "lastEventId", second);

    assertThat(plainNumbers(clients.sse(rewound), 1)).containsExactly(1);
    assertThat(plainNumbers(clients.sse(since), 1)).containsExactly(2);
    assertThat(plainNumbers(clients.sse(parameter), 1)).containsExactly(3);
    assertThat(plainNumbers(clients.sse(parameter, Map.of("Last-Event-ID", third)), 1))
        .containsExactly(4);
  }

  private static List<Integer> plainNumbers(SseClient client, int count) {
    return client.events().await(count).stream()
        .map(event -> Envelope.unbatch(event.data()).get(0).json().getInt("n"))
        .toList();
  }

  /** An event's topic, by its last segment, and running number. */
  private static String place(Envelope event) {
    String topic = event.topic();
    return topic.substring(topic.lastIndexOf('/') + 1) + event.data().asJsonObject().getInt("n");
  }

  private static PollAnswer poll(URI uri) {
    return Await.result("the answer to " + uri, PollAnswer.request(Site.HTTP, uri));
  }
}
