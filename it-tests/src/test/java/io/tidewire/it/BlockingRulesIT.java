package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.blocking.BlockingCodec;
import io.tidewire.it.app.blocking.BlockingRules;
import io.tidewire.it.app.blocking.GateServlet;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.PollClient;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;
import io.tidewire.spi.PayloadCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
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
 * Code of the application that blocks holds up who has caused it to run, and nobody else of the
 * same delivery loop or of the same I/O thread.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
class BlockingRulesIT {
  private static final Site SITE = new Site("blocking");

  /** More than a server on this machine has I/O threads, of which each would be held up. */
  private static final int MANY = 24;

  private final Clients clients = new Clients();
  private Bystanders bystanders;

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(
            Map.of("realtime.loops", "1", "realtime.application.threads", "" + 4 * MANY),
            BlockingRules.class)
        .addPackage(GateServlet.class.getPackage())
        .addAsServiceProvider(PayloadCodec.class, BlockingCodec.class);
  }

  @BeforeEach
  void openBystanders() {
    bystanders = new Bystanders(SITE);
  }

  @AfterEach
  void closeClients() {
    clients.close();
    bystanders.close();
  }

  private static void awaitWaiting(String gate, int count) {
    Await.until(
        count + " at the gate " + gate,
        () -> Site.get(SITE.page("gates/waiting?name=" + gate)).body().equals("" + count));
  }

  private static void open(String gate) {
    SITE.post("gates/open?name=" + gate);
  }

  /** On the way to their rules, all of them together have held up no I/O thread. */
  @Test
  void theRulesOfWebSocketsHoldUpTheirOwnRequestsOnly() {
    String slow = "slow/sockets";
    List<WsClient> waiting =
        Stream.generate(() -> clients.webSocket(SITE.webSocket())).limit(MANY).toList();
    for (WsClient client : waiting) {
      client.subscribe("open/own");
      client.await("subscribed");
      client.subscribe(slow);
      client.subscribe("open/behind");
    }
    awaitWaiting(slow, MANY);

    String cursor = SITE.publish(1, "open/own");
    for (WsClient client : waiting) {
      assertThat(client.await("event").text("cursor")).isEqualTo(cursor);
    }
    bystanders.assertUndisturbed();
    assertThat(SITE.subscriptions("open/behind")).isZero();

    open(slow);
    for (WsClient client : waiting) {
      assertThat(client.await("subscribed").topic()).isEqualTo(slow);
      assertThat(client.await("subscribed").topic()).isEqualTo("open/behind");
    }
  }

  @Test
  void theRuleOfAnEventStreamHoldsUpItsRequestOnly() {
    String slow = "slow/stream";
    SseClient waiting = clients.sse(SITE.envelopes(slow));
    awaitWaiting(slow, 1);

    bystanders.assertUndisturbed();

    open(slow);
    Envelope confirmation =
        waiting
            .events()
            .await("the confirmation", e -> e.envelope().type().equals("subscribed"))
            .envelope();
    assertThat(confirmation.topic()).isEqualTo(slow);
  }

  @Test
  void theRuleOfAPollHoldsUpItsRequestOnly() {
    String slow = "slow/poll";
    PollClient waiting = clients.poll(SITE.poll(slow), "");
    awaitWaiting(slow, 1);

    bystanders.assertUndisturbed();

    open(slow);
    Await.until("the first answer", () -> !waiting.cursor().isEmpty());
    String cursor = SITE.publish(1, slow);
    assertThat(waiting.frames().await().text("cursor")).isEqualTo(cursor);
  }

  /** Its body is read by callbacks of the container, on threads that others need as well. */
  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void theRuleOfASubscribeByBodyHoldsUpItsRequestOnly(String resource) throws IOException {
    String slow = "slow/" + resource + "-by-body";
    HttpRequest request =
        HttpRequest.newBuilder(SITE.uri(resource))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"format\":\"envelope\",\"topics\":[{\"topic\":\"" + slow + "\"}]}"))
            .build();
    CompletableFuture<HttpResponse<InputStream>> waiting =
        Site.HTTP.sendAsync(request, BodyHandlers.ofInputStream());
    awaitWaiting(slow, 1);

    bystanders.assertUndisturbed();

    open(slow);
    HttpResponse<InputStream> answer = Await.result("the answer", waiting);
    try (InputStream body = answer.body()) {
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(body.read()).isNotNegative();
    }
  }

  @Test
  void aCodecHoldsUpItsPublisherOnly() {
    String topic = "open/codec";
    WsClient reader = clients.webSocket(SITE.webSocket());
    reader.subscribe(topic);
    reader.await("subscribed");
    CompletableFuture<HttpResponse<String>> publisher =
        Site.HTTP.sendAsync(
            HttpRequest.newBuilder(SITE.page("gates/publish?name=codec&topic=" + topic))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    awaitWaiting("codec", 1);

    bystanders.assertUndisturbed();
    String cursor = SITE.publish(1, topic);
    assertThat(reader.await("event").text("cursor")).isEqualTo(cursor);

    open("codec");
    assertThat(Await.result("the publisher", publisher).statusCode()).isEqualTo(200);
    assertThat(reader.await("event").text("cursor")).isNotEqualTo(cursor);
  }
}
