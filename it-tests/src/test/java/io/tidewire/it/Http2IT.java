package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.CuttingProxy;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.Line;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.Tls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Event streams and long polls over HTTP/2, many of one client on one connection. */
@ArquillianTest
@RunAsClient
@Timeout(60)
@DisabledIfSystemProperty(
    named = "server.id",
    matches = "liberty",
    disabledReason =
        "with 100 streams on one connection this server gives no answer within 30 s, and cannot stop"
            + " the application any more")
class Http2IT {
  private static final Site SITE = new Site("h2");
  private static final Site NARROW = new Site("h2-narrow");
  private static final int STREAMS = 100;
  private static final int FEW = 3;
  private static final String TOPIC = "open/h2";

  private final Clients clients = new Clients();
  private final Line line = clients.keep(new CuttingProxy(Tls.PORT)).line();
  private HttpClient http;

  @Deployment(name = "wide", testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.heartbeat", "1s"));
  }

  @Deployment(name = "narrow", testable = false)
  static WebArchive narrow() {
    return NARROW.archive(Map.of("realtime.limits.per-address", Integer.toString(FEW)));
  }

  /** The first request alone, so that those at once do not each open a connection. */
  @BeforeEach
  void connect() {
    http = HttpClient.newBuilder().sslContext(Tls.trustingTheServer()).build();
    HttpResponse<String> info =
        Await.result(
            "an answer",
            http.sendAsync(
                HttpRequest.newBuilder(secure(SITE.uri("info"))).build(),
                HttpResponse.BodyHandlers.ofString()));
    assertThat(info.version()).isEqualTo(HttpClient.Version.HTTP_2);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private URI secure(URI uri) {
    return URI.create(
        uri.toString().replaceFirst("https?://127.0.0.1:\\d+", "https://127.0.0.1:" + line.port()));
  }

  @Test
  void eventStreamsOfOneClientShareAConnection() {
    List<SseClient> streams =
        IntStream.range(0, STREAMS)
            .mapToObj(i -> clients.keep(SseClient.open(http, secure(SITE.sse(TOPIC)))))
            .toList();
    streams.forEach(
        stream -> assertThat(stream.head().version()).isEqualTo(HttpClient.Version.HTTP_2));
    Await.until("all streams", () -> SITE.subscriptions(TOPIC) == STREAMS);
    assertThat(line.live()).isEqualTo(1);

    SITE.publish(3, TOPIC);
    streams.forEach(stream -> assertThat(data(stream, 3)).containsExactly(1, 2, 3));

    streams.get(0).close();
    SITE.publish(1, TOPIC);
    streams.stream().skip(1).forEach(stream -> assertThat(data(stream, 1)).containsExactly(4));
    assertThat(line.live()).isEqualTo(1);
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "payara|glassfish",
      disabledReason = "this server takes what is written to an HTTP/2 stream that was reset")
  void anEventStreamThatIsLeftIsNoticedThoughItsConnectionLives() {
    String topic = TOPIC + "/left";
    SseClient stays = clients.keep(SseClient.open(http, secure(SITE.sse(topic))));
    SseClient leaves = clients.keep(SseClient.open(http, secure(SITE.sse(topic))));
    Await.until("both streams", () -> SITE.subscriptions(topic) == 2);

    leaves.close();

    Await.until("the one to have left", () -> SITE.subscriptions(topic) == 1);
    SITE.publish(1, topic);
    assertThat(data(stays, 1)).containsExactly(1);
    assertThat(line.live()).isEqualTo(1);
  }

  /** Over HTTP/1.1 the connection ends with that refusal. */
  @Test
  void aRefusedStreamLeavesTheOthersTheirConnection() {
    String topic = TOPIC + "/full";
    List<SseClient> streams =
        IntStream.range(0, FEW)
            .mapToObj(i -> clients.keep(SseClient.open(http, secure(NARROW.sse(topic)))))
            .toList();
    Await.until("all streams", () -> NARROW.subscriptions(topic) == FEW);

    SseClient refused = clients.keep(SseClient.open(http, secure(NARROW.envelopes(topic))));

    assertThat(refused.head().statusCode()).isEqualTo(429);
    assertThat(refused.head().version()).isEqualTo(HttpClient.Version.HTTP_2);
    NARROW.publish(1, topic);
    streams.forEach(stream -> assertThat(data(stream, 1)).containsExactly(1));
    assertThat(line.live()).isEqualTo(1);
  }

  private static List<Integer> data(SseClient stream, int count) {
    return stream.events().await(count).stream()
        .map(event -> Integer.valueOf(event.data().replaceAll("\\{\"n\":(\\d+),.*", "$1")))
        .toList();
  }

  @Test
  void longPollsOfOneClientShareAConnection() {
    String topic = TOPIC + "/poll";
    String since = SITE.publish(1, topic);
    URI uri = Http.with(secure(SITE.poll(topic)), "since", since);
    List<CompletableFuture<PollAnswer>> polls =
        IntStream.range(0, STREAMS).mapToObj(i -> PollAnswer.request(http, uri)).toList();
    Await.until("all polls", () -> SITE.subscriptions(topic) == STREAMS);
    assertThat(line.live()).isEqualTo(1);

    SITE.publish(1, topic);

    for (CompletableFuture<PollAnswer> poll : polls) {
      PollAnswer answer = Await.result("an answer", poll);
      assertThat(answer.head().version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.events())
          .singleElement()
          .satisfies(event -> assertThat(event.data().asJsonObject().getInt("n")).isEqualTo(2));
    }
    assertThat(line.live()).isEqualTo(1);
  }
}
