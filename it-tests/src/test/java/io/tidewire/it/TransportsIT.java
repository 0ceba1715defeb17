package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Cursor;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.WsClient;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each transport says first, to the letter of the contract. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class TransportsIT {
  private static final Site SITE = new Site("transports");

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of());
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void anEventStreamHasTheHeadersOfTheContract() throws Exception {
    HttpResponse<InputStream> stream = open(SITE.sse("open/headers"));

    assertThat(stream.statusCode()).isEqualTo(200);
    // Jetty writes the character set in small letters, Liberty a space before it: both the same.
    assertThat(header(stream, "Content-Type").replace("; ", ";"))
        .isEqualToIgnoringCase("text/event-stream;charset=UTF-8");
    assertThat(header(stream, "Cache-Control")).isEqualTo("no-cache, no-store, no-transform");
    assertThat(header(stream, "X-Accel-Buffering")).isEqualTo("no");
    assertThat(header(stream, "Content-Encoding")).isEmpty();
  }

  @Test
  void aPlainStreamBeginsWithRetryAndThePlaceWhereItStarts() throws Exception {
    String before = SITE.publish(1, "open/elsewhere");

    BufferedReader lines = lines(open(SITE.sse("open/plain")));

    assertRetry(lines);
    assertIsPlace(read(lines, 2), before);
    String cursor = SITE.publish(1, "open/plain");
    assertThat(read(lines, 4))
        .containsExactly("event: tick", "data: {\"n\":1,\"fill\":\"\"}", "id: " + cursor, "");
  }

  @Test
  void anEnvelopeStreamGreetsAndThenTellsThePlaceWhereItStarts() throws Exception {
    String before = SITE.publish(1, "open/elsewhere");

    BufferedReader lines = lines(open(SITE.envelopes("open/envelope")));

    assertRetry(lines);
    List<String> greeting = read(lines, 2);
    assertThat(frame(greeting.get(0)).type()).isEqualTo("welcome");
    assertThat(greeting.get(1)).isEmpty();
    assertThat(frame(read(lines, 2).get(0)).type()).isEqualTo("subscribed");
    assertIsPlace(read(lines, 2), before);
    String cursor = SITE.publish(1, "open/envelope");
    List<String> block = read(lines, 3);
    assertThat(block.subList(1, 3)).containsExactly("id: " + cursor, "");
    Envelope event = frame(block.get(0));
    assertThat(event.json().keySet())
        .containsExactlyInAnyOrder("type", "topic", "event", "cursor", "time", "data");
    assertThat(event.type()).isEqualTo("event");
    assertThat(event.topic()).isEqualTo("open/envelope");
    assertThat(event.text("event")).isEqualTo("tick");
    assertThat(event.text("cursor")).isEqualTo(cursor);
    assertThat(Instant.parse(event.text("time"))).isNotNull();
    assertThat(event.data().asJsonObject().getInt("n")).isEqualTo(1);
  }

  @Test
  void aResumedStreamTellsItsPlaceBehindTheReplay() throws Exception {
    String before = SITE.publish(1, "open/resumed");
    String after = SITE.publish(2, "open/resumed");

    BufferedReader lines = lines(open(Http.with(SITE.sse("open/resumed"), "since", before)));

    assertRetry(lines);
    List<String> replay = read(lines, 10);
    assertThat(replay.get(1)).contains("\"n\":2");
    assertThat(replay.subList(4, 6))
        .containsExactly("event: tick", "data: {\"n\":3,\"fill\":\"\"}");
    assertThat(replay.subList(8, 10)).containsExactly("id: " + after, "");
  }

  /** Long before the first heartbeat, so that a client knows that nobody holds the stream back. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void aProbedStreamPingsBehindTheReplay(String method) throws Exception {
    String topic = "open/probed-" + method;
    String before = SITE.publish(1, topic);
    String last = SITE.publish(2, topic);
    URI uri = Http.with(Http.with(SITE.envelopes(topic), "since", before), "probe", "1");
    String body =
        "{\"format\":\"envelope\",\"probe\":1,\"topics\":[{\"topic\":\"%s\",\"since\":\"%s\"}]}";
    HttpRequest request =
        method.equals("GET")
            ? HttpRequest.newBuilder(uri).build()
            : HttpRequest.newBuilder(SITE.uri("sse"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.formatted(topic, before)))
                .build();

    BufferedReader lines = lines(clients.read(request));

    assertRetry(lines);
    List<String> types = new ArrayList<>();
    String id = "";
    while (!types.contains("ping")) {
      String line = lines.readLine();
      if (line.startsWith("data: ")) {
        types.add(frame(line).type());
      } else if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      }
    }
    assertThat(types).containsExactly("welcome", "subscribed", "event", "event", "ping");
    assertThat(id).isEqualTo(last);
  }

  @Test
  void aProbedStreamInThePlainFormSendsACommentBehindTheReplay() throws Exception {
    BufferedReader lines = lines(open(Http.with(SITE.sse("open/probed-plain"), "probe", "1")));

    assertRetry(lines);
    assertThat(read(lines, 2).get(0)).startsWith("id: ");
    assertThat(read(lines, 1).get(0)).startsWith(":");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "jetty",
      disabledReason = "this server compressed no answer, as it is configured for these tests")
  void aStreamIsNotCompressedWhereOtherAnswersAre() throws Exception {
    int port = Integer.getInteger("server.wide.port");
    URI page =
        URI.create("http://127.0.0.1:" + port + "/transports/control/x?topic=open/a&fill=4000");
    HttpResponse<InputStream> compressed = open(page);
    HttpResponse<InputStream> stream =
        open(URI.create("http://127.0.0.1:" + port + SITE.path("sse?topic=open/a")));

    assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(stream, "Content-Encoding")).isEmpty();
    assertRetry(lines(stream));
  }

  @Test
  void aPollWithoutACursorIsAnsweredAtOnceWithThePlaceToBeginAt() {
    String place = SITE.publish(1, "open/poll");

    HttpResponse<String> answer = Site.get(SITE.poll("open/poll"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).startsWith("application/json");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).isEqualTo(emptyAnswer(place, "open/poll", false));
  }

  private static String emptyAnswer(String place, String topic, boolean recovered) {
    return """
    {"cursor":"%1$s","events":[],"gaps":[],\
    "subscribed":[{"type":"subscribed","topic":"%2$s","cursor":"%1$s","recovered":%3$s}]}\
    """
        .formatted(place, topic, recovered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void aBodyCarriesTopicsThatAUrlCannot(String resource) throws Exception {
    String topic = "open/post-" + resource;
    String place = SITE.publish(1, topic);
    SITE.publish(1, topic);
    String others =
        IntStream.range(0, 200)
            .mapToObj(i -> ",{\"topic\":\"open/" + "x".repeat(50) + i + "\"}")
            .collect(Collectors.joining());
    HttpRequest request =
        HttpRequest.newBuilder(SITE.uri(resource))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"format\":\"envelope\",\"topics\":[{\"topic\":\""
                        + topic
                        + "\",\"since\":\""
                        + place
                        + "\"}"
                        + others
                        + "]}"))
            .build();

    HttpResponse<InputStream> answer = clients.read(request);

    assertThat(answer.statusCode()).isEqualTo(200);
    BufferedReader lines = lines(answer);
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf("\"type\":\"event\"") < 0 || seen.indexOf("\"recovered\":true") < 0) {
      seen.append(lines.readLine());
    }
    assertThat(seen).contains("\"n\":2").doesNotContain("\"n\":1");
  }

  @Test
  void aPollIsAnsweredAtTheFirstEventAndOtherwiseAfterItsWait() {
    String place = SITE.publish(1, "open/wait");
    URI from = Http.with(SITE.poll("open/wait"), "since", place);

    HttpResponse<String> empty = Site.get(Http.with(from, "wait", "0"));
    assertThat(empty.body()).isEqualTo(emptyAnswer(place, "open/wait", true));

    var waiting = PollAnswer.request(Site.HTTP, Http.with(from, "wait", "60"));
    Await.until("the poll to wait", () -> SITE.subscriptions("open/wait") == 1);
    String next = SITE.publish(1, "open/wait");
    PollAnswer answer = Await.result("the poll's answer", waiting);
    assertThat(answer.cursor()).isEqualTo(next);
    assertThat(answer.events()).hasSize(1);
    assertThat(header(answer.head(), "Content-Type")).startsWith("application/json");
    assertThat(header(answer.head(), "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void aWebSocketGreetsUnasked() {
    WsClient client = clients.webSocket(SITE.webSocket());

    Envelope welcome = client.frames().await();

    assertThat(welcome.type()).isEqualTo("welcome");
    assertThat(welcome.text("connection")).isNotEmpty();
    assertThat(welcome.json().getInt("heartbeat")).isEqualTo(20_000);
    assertThat(welcome.json().getJsonObject("limits")).isNotEmpty();
    assertThat(welcome.json()).doesNotContainKey("user");
    client.frames().assertExhausted();
  }

  @Test
  void aWebSocketConfirmsWhatItIsAskedFor() {
    String place = SITE.publish(1, "open/frames");
    WsClient client = clients.webSocket(SITE.webSocket());

    client.sendText("[{\"type\":\"subscribe\",\"topic\":\"open/frames\",\"id\":\"a\"}]");
    Envelope subscribed = client.await("subscribed");
    client.sendText("{\"type\":\"unsubscribe\",", "\"topic\":\"open/frames\",\"id\":\"b\"}");
    Envelope unsubscribed = client.await("unsubscribed");

    assertThat(subscribed.text("id")).isEqualTo("a");
    assertThat(subscribed.topic()).isEqualTo("open/frames");
    assertIsNotAbove(subscribed.text("cursor"), place);
    assertThat(subscribed.json().getBoolean("recovered")).isFalse();
    assertThat(unsubscribed.text("id")).isEqualTo("b");
    assertThat(unsubscribed.topic()).isEqualTo("open/frames");
    assertThat(SITE.subscriptions("open/frames")).isZero();
  }

  @Test
  void aPlainWebSocketGetsPayloadsAndNothingElse() {
    String topic = "open/plain-socket";
    String unused = SITE.publish(2, topic);
    RawWebSocket socket =
        clients.keep(
            RawWebSocket.open(
                Site.PORT, SITE.path("ws?topic=" + topic + "&since=start&format=plain")));
    assertThat(number(socket)).isEqualTo(1);
    assertThat(number(socket)).isEqualTo(2);
    String unusedToo = SITE.publish(1, topic);
    assertThat(number(socket)).isEqualTo(3);
  }

  /** The number in the next message, which is a payload as it was published. */
  private static int number(RawWebSocket socket) {
    RawWebSocket.Frame frame = socket.read();
    while (frame.opcode() == RawWebSocket.PING) {
      frame = socket.read();
    }
    assertThat(frame.opcode()).isEqualTo(RawWebSocket.TEXT);
    return Envelope.unbatch(frame.text()).get(0).json().getInt("n");
  }

  @Test
  void aPlainWebSocketWhoseTopicIsRefusedClosesWithItsCode() {
    RawWebSocket socket =
        clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws?topic=closed&format=plain")));
    assertThat(socket.read().closeCode()).isEqualTo(1008);
  }

  @Test
  void infoTellsWhatTheDeploymentOffers() {
    HttpResponse<String> answer = Site.get(SITE.uri("info"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).startsWith("application/json");
    JsonObject info = Envelope.unbatch(answer.body()).get(0).json();
    assertThat(info.keySet())
        .containsExactlyInAnyOrder("version", "transports", "heartbeat", "limits");
    assertThat(info.getString("version")).isNotEmpty();
    assertThat(info.getJsonArray("transports")).hasToString("[\"sse\",\"websocket\",\"poll\"]");
    assertThat(info.getInt("heartbeat")).isEqualTo(20_000);
    assertThat(info.getJsonObject("limits")).isNotEmpty();
  }

  private HttpResponse<InputStream> open(URI uri) throws IOException, InterruptedException {
    return clients.read(
        HttpRequest.newBuilder(uri).header("Accept-Encoding", "gzip, deflate, br").build());
  }

  private static BufferedReader lines(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static List<String> read(BufferedReader lines, int count) throws IOException {
    List<String> read = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      read.add(lines.readLine());
    }
    return read;
  }

  private static void assertRetry(BufferedReader lines) throws IOException {
    List<String> block = read(lines, 2);
    assertThat(block.get(0)).matches("retry: (1[6-9]|2[0-3])\\d\\d|retry: 2400");
    assertThat(block.get(1)).isEmpty();
  }

  private static void assertIsPlace(List<String> block, String newest) {
    assertThat(block.get(0)).startsWith("id: ");
    assertThat(block.get(1)).isEmpty();
    assertIsNotAbove(block.get(0).substring("id: ".length()), newest);
  }

  /** A loop may still be passing what was published a moment ago. */
  private static void assertIsNotAbove(String place, String newest) {
    assertThat(Cursor.parse(place).isAbove(Cursor.parse(newest))).isFalse();
  }

  private static Envelope frame(String line) {
    assertThat(line).startsWith("data: ");
    return Envelope.unbatch(line.substring("data: ".length())).get(0);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
