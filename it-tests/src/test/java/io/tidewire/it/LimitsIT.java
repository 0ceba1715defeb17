package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.End;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.WsClient;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that are full or emptied, and addresses at their limits: clients are told to come back. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class LimitsIT {
  private static final Site CROWDED = new Site("crowded");
  private static final Site DRAINED = new Site("drained");
  private static final Site NARROW = new Site("narrow");
  private static final Site BOUNDED = new Site("bounded");
  private static final Site HASTY = new Site("hasty");
  private static final int MOST_CONNECTIONS = 3;
  private static final int STREAMS = 8;
  private static final int SPREAD_MILLIS = 2_000;

  private static final long BETWEEN_BYTES_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Clients clients = new Clients();

  @Deployment(name = "crowded", testable = false)
  static WebArchive crowded() {
    return CROWDED.archive(
        Map.of(
            "realtime.max-connections",
            Integer.toString(MOST_CONNECTIONS),
            "realtime.heartbeat",
            "200ms",
            "realtime.trusted-proxies",
            "127.0.0.0/8, ::1/128"));
  }

  @Deployment(name = "drained", testable = false)
  static WebArchive drained() {
    return DRAINED.archive(Map.of("realtime.restart-spread", "3s"));
  }

  @Deployment(name = "narrow", testable = false)
  static WebArchive narrow() {
    return NARROW.archive(
        Map.of("realtime.limits.per-address", "4", "realtime.heartbeat", "200ms"));
  }

  @Deployment(name = "bounded", testable = false)
  static WebArchive bounded() {
    return BOUNDED.archive(
        Map.of("realtime.limits.patterns", "1", "realtime.limits.first-frame", "1s"));
  }

  @Deployment(name = "hasty", testable = false)
  static WebArchive hasty() {
    return HASTY.archive(
        Map.of(
            "realtime.limits.connects", "4", "realtime.trusted-proxies", "127.0.0.0/8, ::1/128"));
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void whoIsTooManyIsToldToComeBackAndMayOnceThereIsRoom() {
    List<SseClient> admitted = new ArrayList<>();
    for (int i = 0; i < MOST_CONNECTIONS; i++) {
      Map<String, String> another = Map.of("X-Forwarded-For", "203.0.113." + i);
      admitted.add(clients.sse(CROWDED.envelopes("open/a"), another));
    }
    admitted.forEach(client -> client.events().await());

    assertRefused(CROWDED);

    assertThat(admitted).allMatch(client -> client.ends().all().isEmpty());
    admitted.get(0).close();
    Await.until(
        "room for another",
        () -> {
          SseClient next = clients.sse(CROWDED.envelopes("open/a"));
          return next.head().statusCode() == 200;
        });
  }

  @Test
  void aDrainedHubSendsAllClientsAwaySpreadAndTakesNoMore() {
    List<SseClient> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(clients.sse(DRAINED.envelopes("open/a")));
    }
    WsClient socket = clients.webSocket(DRAINED.webSocket());
    socket.subscribe("open/a");
    PollAnswer first =
        Await.result("a cursor", PollAnswer.request(Site.HTTP, DRAINED.poll("open/a")));
    URI uri = Http.with(DRAINED.poll("open/a"), "since", first.cursor());
    CompletableFuture<PollAnswer> poll = PollAnswer.request(Site.HTTP, uri);
    Await.until("all clients", () -> DRAINED.subscriptions("open/a") == STREAMS + 2);

    DRAINED.drain(SPREAD_MILLIS);
    assertThat(streams).as("who stays for a while").anyMatch(s -> s.ends().all().isEmpty());
    DRAINED.publish(1, "open/a");

    for (SseClient stream : streams) {
      assertGoodbye(
          stream
              .events()
              .await("a goodbye", event -> event.envelope().type().equals("bye"))
              .envelope());
      assertThat(stream.ends().await().code()).isEqualTo(200);
    }
    assertGoodbye(socket.await("bye"));
    assertThat(socket.ends().await().code()).isEqualTo(1001);
    PollAnswer answer = Await.result("the poll's answer", poll);
    assertThat(answer.bye().isPresent() || answer.events().size() == 1).isTrue();
    assertThat(DRAINED.subscriptions("open/a")).isZero();
    assertRefused(DRAINED);
  }

  @Test
  void anAddressHoldsSoManyConnectionsOverAllRoads() {
    clients.webSocket(NARROW.webSocket()).await("welcome");
    clients.webSocket(NARROW.webSocket()).await("welcome");
    clients.sse(NARROW.envelopes("open/a")).events().await();
    SseClient last = clients.sse(NARROW.envelopes("open/a"));
    last.events().await();
    HttpResponse<String> stream = clients.sse(NARROW.envelopes("open/a")).head();
    assertThat(stream.statusCode()).isEqualTo(429);
    assertThat(stream.headers().firstValue("Retry-After").orElse("")).matches("\\d+");
    WsClient socket = clients.webSocket(NARROW.webSocket());
    Envelope error = socket.frames().await();
    assertThat(error.text("code")).isEqualTo("rate-limited");
    assertThat(error.text("message")).contains("realtime.limits.per-address");
    assertThat(socket.ends().await().code()).isEqualTo(1013);
    last.close();
    Await.until(
        "room for another",
        () -> clients.sse(NARROW.envelopes("open/a")).head().statusCode() == 200);
  }

  /** Kept alive it would cost the server its buffers, and its client can't use it for a while. */
  @Test
  void theConnectionOfARefusedStreamEnds() {
    for (int i = 0; i < MOST_CONNECTIONS + 1; i++) {
      clients.sse(NARROW.envelopes("open/a")).events().await();
    }
    RawHttp connection = clients.raw();
    connection.send(
        ("GET "
                + NARROW.path("sse?format=envelope&topic=open/a")
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(connection.readResponse().status()).isEqualTo(429);
    assertThat(connection.read()).as("the end of the connection").isEqualTo(-1);
  }

  @Test
  void patternsOfAConnectionAreBounded() {
    assertThat(clients.sse(BOUNDED.envelopes("open/*", "open/**")).head().statusCode())
        .isEqualTo(400);
    WsClient socket = clients.webSocket(BOUNDED.webSocket());
    socket.subscribe("open/*", "open/a");
    socket.await("subscribed");
    socket.subscribe("open/**");
    Envelope error = socket.await("error");
    assertThat(error.text("code")).isEqualTo("rate-limited");
    assertThat(error.text("message")).contains("realtime.limits.patterns");
  }

  /** One that only listens answers the ping that asks for a sign of life. */
  @Test
  void aWebSocketWhoseClientSendsNothingIsEnded() {
    WsClient listening = clients.webSocket(BOUNDED.webSocket());
    RawWebSocket mute = clients.keep(RawWebSocket.open(Site.PORT, BOUNDED.path("ws")));
    assertThat(mute.awaitClose()).isIn(1001, End.BROKEN);
    assertThat(listening.ends().all()).isEmpty();
  }

  /** A frame that is never whole is no sign of life. */
  @Test
  void aWebSocketWhoseFirstFrameComesByteByByteIsEnded() {
    RawWebSocket slow = clients.keep(RawWebSocket.open(Site.PORT, BOUNDED.path("ws")));
    CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendSlowly(slow));
    assertThat(slow.awaitClose()).isIn(1001, End.BROKEN);
    slow.close();
    Await.result("the end of what it sends", sent);
  }

  private static void sendSlowly(RawWebSocket socket) {
    try {
      for (byte each : RawWebSocket.Frame.text("x".repeat(60_000)).encode(true)) {
        socket.sendBytes(new byte[] {each});
        LockSupport.parkNanos(BETWEEN_BYTES_NANOS);
      }
    } catch (UncheckedIOException e) {
      // The server has ended it, as it should.
    }
  }

  @Test
  void anAddressThatConnectsTooOftenIsToldToWait() {
    Map<String, String> first = Map.of("X-Forwarded-For", "2001:db8:1:2::1");
    Map<String, String> second = Map.of("X-Forwarded-For", "2001:db8:1:2::2");
    clients.webSocket(HASTY.webSocket(), first).await("welcome");
    clients.webSocket(HASTY.webSocket(), second).await("welcome");
    clients.sse(HASTY.envelopes("open/a"), first).events().await();
    clients.sse(HASTY.envelopes("open/a"), second).events().await();
    HttpResponse<String> refused = clients.sse(HASTY.envelopes("open/a"), first).head();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElse("")))
        .isBetween(5, 65);
    SseEvent bye = clients.sse(HASTY.sse("open/a"), first).events().await();
    assertThat(bye.type()).isEqualTo("bye");
    clients
        .sse(HASTY.envelopes("open/a"), Map.of("X-Forwarded-For", "203.0.113.9"))
        .events()
        .await();
  }

  private void assertRefused(Site site) {
    SseClient plain = clients.sse(site.sse("open/a"));
    assertThat(plain.head().statusCode()).isEqualTo(200);
    assertThat(plain.head().headers().firstValue("Content-Type").orElse("").replace("; ", ";"))
        .isEqualToIgnoringCase("text/event-stream;charset=UTF-8");
    SseEvent bye = plain.events().await();
    assertThat(bye.type()).isEqualTo("bye");
    assertThat(bye.data()).isEqualTo("{\"reason\":\"overloaded\",\"reconnect\":true}");
    assertThat(plain.retry()).isPositive();
    assertThat(plain.ends().await().code()).isEqualTo(200);
    plain.events().assertExhausted();

    assertUnavailable(clients.sse(site.envelopes("open/a")).head());
    assertUnavailable(Site.get(Http.with(site.poll("open/a"), "since", "now")));

    WsClient socket = clients.webSocket(site.webSocket());
    Envelope error = socket.frames().await();
    assertThat(error.type()).isEqualTo("error");
    assertThat(error.text("code")).isEqualTo("overloaded");
    Envelope goodbye = socket.frames().await();
    assertThat(goodbye.text("reason")).isEqualTo("overloaded");
    assertThat(goodbye.json().getBoolean("reconnect")).isTrue();
    assertThat(goodbye.json().getInt("after")).isBetween(4_000, 8_000);
    assertThat(socket.ends().await().code()).isEqualTo(1013);
    socket.frames().assertExhausted();
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("\\d+");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(Envelope.unbatch(answer.body()).get(0).text("code")).isEqualTo("overloaded");
  }

  private static void assertGoodbye(Envelope bye) {
    assertThat(bye.text("reason")).isEqualTo("drain");
    assertThat(bye.json().getBoolean("reconnect")).isTrue();
    assertThat(bye.json().getInt("after")).isBetween(0, 3_000);
  }
}
