package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.faulty.FaultyLogs;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import io.tidewire.spi.EventLogProvider;
import io.tidewire.tck.FaultyEventLog;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node whose log is away: from the start, and under traffic. */
@ArquillianTest
@RunAsClient
@Timeout(120)
class LogAwayIT {
  private static final Site STARTING = new Site("starts-away");
  private static final Site RUNNING = new Site("goes-away");
  private static final String TOPIC = "open/a";

  @ArquillianResource Deployer deployer;

  private final Clients clients = new Clients();

  @Deployment(name = "starts-away", managed = false, testable = false)
  static WebArchive startsAway() {
    return application(STARTING, "faulty:away");
  }

  @Deployment(name = "goes-away", managed = false, testable = false)
  static WebArchive goesAway() {
    return application(RUNNING, "faulty:here");
  }

  private static WebArchive application(Site site, String log) {
    return site.archive(
            Map.of(
                "realtime.log", log,
                "realtime.log.timeout", "1s",
                "realtime.heartbeat", "1s"))
        .addPackage(FaultyLogs.class.getPackage())
        .addPackages(
            false,
            path -> path.get().contains("/Faulty"),
            FaultyEventLog.class.getPackage().getName())
        .addAsServiceProvider(EventLogProvider.class, FaultyLogs.class);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private void with(Site site, Runnable test) {
    deployer.deploy(site.name());
    try {
      test.run();
    } finally {
      clients.close();
      deployer.undeploy(site.name());
    }
  }

  @Test
  void aNodeWithoutItsLogAsksClientsToComeBackAndTakesThemWhenItIsThere() {
    with(
        STARTING,
        () -> {
          assertAskedToComeBack(STARTING.envelopes(TOPIC));
          assertAskedToComeBack(STARTING.poll(TOPIC));
          assertStreamAskedToComeBack();
          assertSocketAskedToComeBack();
          assertThat(Site.get(STARTING.uri("info")).statusCode()).isEqualTo(200);

          STARTING.post("log/back");

          for (Transport transport : Transport.values()) {
            Follower follower = Follower.open(clients, STARTING, transport, List.of(), TOPIC);
            STARTING.publish(1, TOPIC);
            assertThat(follower.next("event").topic()).isEqualTo(TOPIC);
          }
        });
  }

  private static void assertAskedToComeBack(URI uri) {
    HttpResponse<String> answer = Site.get(uri);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains("overloaded", "event log");
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(2L, 30L);
  }

  /** EventSource gives up for good at a status of 503. */
  private void assertStreamAskedToComeBack() {
    SseClient stream = clients.sse(STARTING.sse(TOPIC));
    SseEvent bye = stream.events().await();
    assertThat(bye.type()).isEqualTo("bye");
    assertThat(bye.data()).contains("\"reconnect\":true");
    assertThat(stream.ends().await().code()).isEqualTo(200);
    assertThat(stream.retry()).isBetween(2_000L, 30_000L);
  }

  private void assertSocketAskedToComeBack() {
    WsClient socket = clients.webSocket(STARTING.webSocket());
    Envelope error = socket.frames().await("'error'", frame -> frame.type().equals("error"));
    assertThat(error.text("code")).isEqualTo("overloaded");
    Envelope bye = socket.frames().await("'bye'", frame -> frame.type().equals("bye"));
    assertThat(bye.json().getInt("after")).isBetween(2_000, 30_000);
    assertThat(socket.ends().await().code()).isEqualTo(1013);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aLogThatGoesAwayUnderTrafficTakesNobodyWithIt(Transport transport) {
    with(
        RUNNING,
        () -> {
          Follower follower = Follower.open(clients, RUNNING, transport, List.of(), TOPIC);
          RUNNING.publish(2, TOPIC);
          assertThat(follower.numbers(2)).containsExactly(1, 2);

          RUNNING.post("log/away");
          assertThat(answerToAPublisher()).as("a publisher is told in time").isEqualTo(500);
          if (transport != Transport.POLL) {
            follower.next("ping");
          }
          RUNNING.post("log/back");
          RUNNING.publish(1, TOPIC);
          assertThat(follower.numbers(2)).as("what had waited, too").containsExactly(3, 4);

          RUNNING.post("log/away");
          RUNNING.post("log/epoch");
          RUNNING.post("log/back");
          RUNNING.publish(1, TOPIC);
          Envelope next =
              follower.next(
                  "gap or event", frame -> List.of("gap", "event").contains(frame.type()));
          assertThat(next.type()).isEqualTo("gap");
          assertThat(follower.numbers(1)).containsExactly(5);
        });
  }

  /** As that of a client which another node has answered before. */
  @Test
  void aPollAheadOfItsNodeNeverGoesBack() {
    with(
        RUNNING,
        () -> {
          RUNNING.publish(2, TOPIC);
          RUNNING.post("log/slow");
          String ahead = RUNNING.publish(3, TOPIC);
          assertThat(poll(ahead, 0)).as("the log has it").startsWith(nothingAfter(ahead));
          RUNNING.post("log/away");
          assertThat(poll(ahead, 1)).as("the log is away").startsWith(nothingAfter(ahead));

          RUNNING.post("log/back");
          String last = RUNNING.publish(1, TOPIC);
          RUNNING.post("log/read");

          assertThat(poll(ahead, 30))
              .startsWith("{\"cursor\":\"" + last + "\"")
              .contains("\"gaps\":[]", "\"n\":6,")
              .doesNotContain("\"n\":5,");
          assertThatADrainedPollKeepsItsCursor(RUNNING.publish(1, TOPIC));
        });
  }

  private static void assertThatADrainedPollKeepsItsCursor(String ahead) {
    CompletableFuture<HttpResponse<String>> answer =
        Site.HTTP.sendAsync(
            HttpRequest.newBuilder(pollAfter(ahead, 30)).build(),
            HttpResponse.BodyHandlers.ofString());
    Await.until("the subscription", () -> RUNNING.subscriptions(TOPIC) == 1);
    RUNNING.drain(0);
    assertThat(answer.join().body()).startsWith(nothingAfter(ahead)).contains("\"bye\":{");
  }

  private static String poll(String cursor, int seconds) {
    return Site.get(pollAfter(cursor, seconds)).body();
  }

  private static URI pollAfter(String cursor, int seconds) {
    URI poll = Http.with(RUNNING.poll(TOPIC), "since", cursor);
    return Http.with(poll, "wait", String.valueOf(seconds));
  }

  private static String nothingAfter(String cursor) {
    return "{\"cursor\":\"" + cursor + "\",\"events\":[],\"gaps\":[]";
  }

  private static int answerToAPublisher() {
    return Site.send(
            HttpRequest.newBuilder(
                    RUNNING.page("control/publish?kind=PLAIN&count=1&fill=0&topic=" + TOPIC))
                .POST(BodyPublishers.noBody())
                .build())
        .statusCode();
  }
}
