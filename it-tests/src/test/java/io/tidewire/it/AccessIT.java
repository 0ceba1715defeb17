package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.WsClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect and who may watch what, alike on every transport. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class AccessIT {
  private static final Site SITE = new Site("access");
  private static final Site DEVELOPMENT = new Site("development");
  private static final Site PROXIED = new Site("proxied");
  private static final String LISTED = "https://app.example.org";
  private static final String FOREIGN = "https://evil.example.org";
  private static final String SAME = "http://127.0.0.1:" + Site.PORT;

  private final Clients clients = new Clients();

  @Deployment(name = "access", testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.allowed-origins", LISTED + ", https://*.partner.example"));
  }

  @Deployment(name = "proxied", testable = false)
  static WebArchive behindAProxy() {
    return PROXIED.archive(
        Map.of("realtime.trusted-proxies", "127.0.0.0/8", "realtime.forwarded", "forwarded"));
  }

  @Deployment(name = "development", testable = false)
  static WebArchive inDevelopment() {
    return DEVELOPMENT.archive(Map.of("realtime.development", "true"));
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  static Stream<String> foreignOrigins() {
    return Stream.of(
        FOREIGN,
        "null",
        "http://127.0.0.1:1",
        "https://app.example.org:8443",
        "https://app.example.org.evil.example",
        "http://app.example.org",
        "https://partner.example",
        "http://shop.partner.example",
        "ftp://127.0.0.1:" + Site.PORT,
        LISTED + ", " + LISTED,
        "banana");
  }

  @ParameterizedTest
  @MethodSource("foreignOrigins")
  void aForeignOriginIsRefusedEverywhere(String origin) {
    for (URI uri : List.of(SITE.sse("open/a"), SITE.poll("open/a"), SITE.uri("info"))) {
      HttpResponse<String> answer = Site.get(uri, "Origin", origin);
      assertProblem(answer, 403, "forbidden");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
    assertThat(upgrade("Origin: " + origin).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @MethodSource("foreignOrigins")
  @DisabledIfSystemProperty(
      named = "server.version",
      matches = "5\\..*",
      disabledReason = "this server's answer to a refused upgrade comes without its content type")
  void aRefusedUpgradeSaysWhy(String origin) {
    RawHttp.Response upgrade = upgrade("Origin: " + origin);
    assertThat(upgrade.status()).isEqualTo(403);
    assertThat(upgrade.header("Content-Type").orElse("")).startsWith("application/problem+json");
  }

  @Test
  void theSameOriginIsServedWithoutCors() {
    for (URI uri : List.of(SITE.poll("open/a"), SITE.uri("info"))) {
      HttpResponse<String> answer = Site.get(uri, "Origin", SAME);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
    assertThat(clients.sse(SITE.sse("open/a"), Map.of("Origin", SAME)).head().statusCode())
        .isEqualTo(200);
    assertThat(upgrade("Origin: " + SAME).status()).isEqualTo(101);
  }

  @Test
  void whoHasNoOriginIsNoPageAndIsServed() {
    assertThat(Site.get(SITE.poll("open/a")).statusCode()).isEqualTo(200);
    assertThat(Site.get(SITE.uri("info")).statusCode()).isEqualTo(200);
    assertThat(clients.sse(SITE.sse("open/a")).head().statusCode()).isEqualTo(200);
    assertThat(upgrade("X-Nothing: x").status()).isEqualTo(101);
  }

  @Test
  void aListedOriginIsServedWithCors() {
    for (URI uri : List.of(SITE.poll("open/a"), SITE.uri("info"))) {
      assertCors(Site.get(uri, "Origin", LISTED), 200);
    }
    assertCors(clients.sse(SITE.sse("open/a"), Map.of("Origin", LISTED)).head(), 200);
    assertThat(upgrade("Origin: " + LISTED).status()).isEqualTo(101);
  }

  @Test
  void aListedOriginMayReadARefusal() {
    assertCors(Site.get(SITE.sse("open//a"), "Origin", LISTED), 400);
    assertCors(Site.get(SITE.poll("elsewhere"), "Origin", LISTED), 403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://shop.partner.example", "https://A.B.Partner.Example:443"})
  void aPageBelowAListedHostIsServedWithCors(String origin) {
    for (URI uri : List.of(SITE.poll("open/a"), SITE.uri("info"))) {
      HttpResponse<String> answer = Site.get(uri, "Origin", origin);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(origin);
    }
    assertThat(upgrade("Origin: " + origin).status()).isEqualTo(101);
  }

  @Test
  void anEncryptedPageOfTheSameHostIsServedSinceTlsMayEndInFrontOfUs() {
    String origin = SAME.replace("http:", "https:");
    assertThat(Site.get(SITE.uri("info"), "Origin", origin).statusCode()).isEqualTo(200);
    assertThat(upgrade("Origin: " + origin).status()).isEqualTo(101);
  }

  @Test
  void repeatedOriginsAreRefusedEverywhere() {
    String twice = "Origin: " + SAME + "\r\nOrigin: " + SAME;
    for (String resource : List.of("info", "poll?topic=open/a", "sse?topic=open/a")) {
      String request =
          "GET " + SITE.path(resource) + " HTTP/1.1\r\nHost: 127.0.0.1:" + Site.PORT + "\r\n";
      RawHttp.Response answer =
          RawHttp.exchange(Site.PORT, request + twice + "\r\nConnection: close\r\n\r\n");
      assertThat(answer.status()).as(resource).isEqualTo(403);
    }
    assertThat(upgrade(twice).status()).isEqualTo(403);
  }

  @Test
  void aTrustedProxyIsBelievedOnEveryTransport() {
    String told = "for=192.0.2.1;host=\"shop.example:8443\";proto=https";
    for (String resource : List.of("info", "poll?topic=open/a", "ws")) {
      assertThat(proxied(resource, "https://shop.example:8443", told)).isIn(200, 101);
      assertThat(proxied(resource, "http://shop.example:8443", told)).isEqualTo(403);
      assertThat(proxied(resource, "https://shop.example", told)).isEqualTo(403);
      assertThat(proxied(resource, "https://shop.example:8443", "host=evil.example, " + told))
          .isIn(200, 101);
      assertThat(proxied(resource, "https://evil.example", "host=evil.example, " + told))
          .isEqualTo(403);
    }
  }

  private int proxied(String resource, String origin, String forwarded) {
    String headers = "Origin: " + origin + "\r\nForwarded: " + forwarded;
    if (resource.equals("ws")) {
      return upgrade(PROXIED, headers + "\r\nX-Forwarded-Host: evil.example").status();
    }
    return RawHttp.exchange(
            Site.PORT,
            "GET "
                + PROXIED.path(resource)
                + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + Site.PORT
                + "\r\n"
                + headers
                + "\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n")
        .status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
  void aMethodThatThereIsNotGetsAProblem(String method) {
    for (String resource : List.of("sse", "poll", "info")) {
      HttpResponse<String> answer =
          Site.send(
              HttpRequest.newBuilder(SITE.uri(resource))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build());
      assertProblem(answer, 405, "bad-request");
      assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET", "OPTIONS");
    }
  }

  @Test
  void everyAnswerForbidsToGuessItsTypeAndIsKeptApartByCaches() {
    assertProtected(Site.get(SITE.uri("info")));
    assertProtected(Site.get(SITE.poll("open/a")));
    assertProtected(Site.get(SITE.poll("elsewhere")));
    assertProtected(Site.get(SITE.uri("info"), "Origin", FOREIGN));
    assertProtected(clients.sse(SITE.sse("open/a")).head());
    assertProtected(preflight("sse", LISTED));
    assertProtected(preflight("sse", FOREIGN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void aPreflightIsAnsweredForListedOriginsOnly(String resource) {
    HttpResponse<String> listed = preflight(resource, LISTED);
    HttpResponse<String> foreign = preflight(resource, FOREIGN);

    assertCors(listed, 204);
    assertThat(listed.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .contains("GET");
    assertThat(listed.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("cache-control, x-csrf-token");
    assertThat(foreign.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  @ParameterizedTest
  @CsvSource({
    "rooms/blue, true",
    "rooms/secret, false",
    "rooms/*, false",
    "rooms/**, false",
    "rooms/blue/deep, false",
    "halls/a, true",
    "halls/*, true",
    "halls/**, false",
    "halls/*/*, false",
    "**, false",
    "*, false",
    "elsewhere, false",
    "$user/joe, false"
  })
  void theRulesDecideAlikeOnEveryTransport(String topic, boolean allowed) {
    HttpResponse<String> poll = Site.get(SITE.poll(topic));
    HttpResponse<String> stream = clients.sse(SITE.sse(topic)).head();
    WsClient socket = clients.webSocket(SITE.webSocket());
    socket.subscribe(topic);
    Envelope answer = socket.frames().await("an answer", frame -> !frame.type().equals("welcome"));

    if (allowed) {
      assertThat(poll.statusCode()).isEqualTo(200);
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(answer.type()).isEqualTo("subscribed");
    } else {
      assertProblem(poll, 403, "forbidden");
      assertProblem(stream, 403, "forbidden");
      assertThat(answer.type()).isEqualTo("error");
      assertThat(answer.text("code")).isEqualTo("forbidden");
    }
    assertThat(socket.ends().all()).isEmpty();
  }

  @Test
  void oneRefusedTopicRefusesTheWholeRequest() {
    for (URI uri :
        List.of(
            SITE.poll("open/a", "rooms/secret"),
            SITE.sse("open/a", "rooms/secret"),
            SITE.envelopes("open/a", "rooms/secret"))) {
      HttpResponse<String> answer = Site.get(uri);
      assertProblem(answer, 403, "forbidden");
      assertThat(Envelope.unbatch(answer.body()).get(0).topic()).isEqualTo("rooms/secret");
    }
    WsClient socket = clients.webSocket(SITE.webSocket());
    socket.subscribe("open/whole", "rooms/secret");
    assertThat(socket.await("error").text("message")).contains("rooms/secret");
    assertThat(SITE.subscriptions("open/whole")).isZero();
  }

  @Test
  void onlyInDevelopmentTheClientLearnsWhichRuleIsMissing() {
    String missing = "no rule allows";
    for (Site site : List.of(SITE, DEVELOPMENT)) {
      boolean told = site.equals(DEVELOPMENT);
      String poll = Site.get(site.poll("elsewhere/a")).body();
      String stream = clients.sse(site.sse("elsewhere/a")).head().body();
      WsClient socket = clients.webSocket(site.webSocket());
      socket.subscribe("elsewhere/a");
      String frame = socket.await("error").text("message");
      for (String message : List.of(poll, stream, frame)) {
        assertThat(message).contains("elsewhere/a");
        assertThat(message.contains(missing)).as(message).isEqualTo(told);
      }
    }
  }

  @Test
  void aRefusedTopicIsNotSubscribedAndBringsNothing() {
    WsClient socket = clients.webSocket(SITE.webSocket());
    socket.subscribe("rooms/secret");
    socket.await("error");
    socket.subscribe("rooms/blue");
    socket.await("subscribed");

    SITE.publish(1, "rooms/secret", "rooms/blue");

    assertThat(socket.await("event").topic()).isEqualTo("rooms/blue");
    Await.until("no subscription", () -> SITE.subscriptions("rooms/secret") == 0);
  }

  private RawHttp.Response upgrade(String header) {
    return upgrade(SITE, header);
  }

  private RawHttp.Response upgrade(Site site, String header) {
    RawHttp connection = clients.raw();
    String request =
        "GET "
            + site.path("ws")
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + Site.PORT
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGlkZXdpcmUtdGVzdC1raQ==\r\n"
            + header
            + "\r\n\r\n";
    connection.send(request.getBytes(StandardCharsets.US_ASCII));
    return connection.readHead();
  }

  private static HttpResponse<String> preflight(String resource, String origin) {
    return Site.send(
        HttpRequest.newBuilder(Http.with(SITE.uri(resource), "topic", "open/a"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "cache-control,x-csrf-token")
            .build());
  }

  private static void assertCors(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(LISTED);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
        .contains("Retry-After");
    assertProtected(answer);
  }

  private static void assertProtected(HttpResponse<String> answer) {
    assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(String.join(", ", answer.headers().allValues("Vary")))
        .contains("Origin, Access-Control-Request-Headers");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(Envelope.unbatch(answer.body()).get(0).text("code")).isEqualTo(code);
  }
}
