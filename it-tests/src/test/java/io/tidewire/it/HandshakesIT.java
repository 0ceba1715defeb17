package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawHttp.Response;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import io.tidewire.it.kit.Tls;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Opening handshakes get the same answer whoever carries the WebSocket: the container or an
 * upgraded request.
 */
@ArquillianTest
@RunAsClient
@Timeout(60)
@EnabledIf(
    value = "io.tidewire.it.Server#hasKnownWebSockets",
    disabledReason = "which handshakes this server answers before our filter is not known")
class HandshakesIT {
  private static final Site SITE = new Site("handshakes");
  private static final Site HASTY = new Site("hasty-handshakes");

  private static final String SCHEME = Tls.scheme("http", Site.PORT);
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  private static final String GOOD =
      "Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|" + KEY;

  private final Clients clients = new Clients();
  private Bystanders bystanders;

  @Deployment(name = "plain", testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of());
  }

  @Deployment(name = "hasty", testable = false)
  static WebArchive hasty() {
    return HASTY.archive(Map.of("realtime.limits.connects", "2"));
  }

  @BeforeEach
  void openBystanders() {
    bystanders = new Bystanders(SITE);
  }

  @AfterEach
  void bystandersAreUndisturbed() {
    clients.close();
    bystanders.assertUndisturbed();
    bystanders.close();
  }

  /**
   * Sends a request.
   *
   * @param line its first line, in which {@code ws} stands for the resource
   * @param fields header fields, separated by a bar; {@code SCHEME} stands for that of this request
   */
  private RawHttp send(Site site, String line, String fields) {
    RawHttp connection = clients.raw();
    String head =
        Stream.concat(
                Stream.of(line.replace(" ws", " " + site.path("ws")), "Host: 127.0.0.1"),
                Stream.of(fields.replace("SCHEME", SCHEME).split("\\|", -1)))
            .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
    connection.send(head.getBytes(StandardCharsets.ISO_8859_1));
    return connection;
  }

  private Response exchange(Site site, String line, String fields) {
    return send(site, line, fields).readResponse();
  }

  private static JsonObject problem(Response answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.header("Sec-WebSocket-Version")).contains("13");
    assertThat(answer.header("Sec-WebSocket-Accept")).isEmpty();
    return Envelope.unbatch(answer.body()).get(0).json();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "GET ws HTTP/1.1; Accept: text/html; only WebSockets of version 13",
        "GET ws HTTP/1.1; Upgrade: h2c|Connection: Upgrade; only WebSockets of version 13",
        "GET ws HTTP/1.1; Upgrade: websocket|Connection: close|Sec-WebSocket-Version: 13; by GET",
        "GET ws HTTP/1.1; Upgrade: websocket|Connection: Upgrade; only WebSockets of version 13",
        "GET ws HTTP/1.1; Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 8; 13",
        "GET ws HTTP/1.1; Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: x; 13",
        "GET ws HTTP/1.1; Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 14; 13",
        "GET ws HTTP/1.1; Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13;"
            + " Sec-WebSocket-Key",
        "GET ws HTTP/1.1; Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13"
            + "|Sec-WebSocket-Key: c2hvcnQ=; Sec-WebSocket-Key",
        "GET ws HTTP/1.1; Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13"
            + "|Sec-WebSocket-Key: !; Sec-WebSocket-Key",
      })
  void whatIsNoHandshakeOfOursIsRefused(String line, String fields, String detail) {
    JsonObject problem = problem(exchange(SITE, line, fields), 400);
    assertThat(problem.getString("code")).isEqualTo("bad-request");
    assertThat(problem.getString("detail")).contains(detail);
  }

  @Test
  void overHttp10ThereIsNoUpgrade() {
    Response answer = exchange(SITE, "GET ws HTTP/1.0", GOOD);
    assertThat(problem(answer, 400).getString("detail")).contains("HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void anyOtherMethodIsRefused(String method) {
    Response answer = exchange(SITE, method + " ws HTTP/1.1", GOOD + "|Content-Length: 0");
    assertThat(problem(answer, 405).getString("detail")).contains("GET");
    assertThat(answer.header("Allow")).contains("GET");
  }

  @Test
  void aHeadIsRefusedToo() {
    Response answer = send(SITE, "HEAD ws HTTP/1.1", GOOD).readHead();
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://elsewhere.example",
        "Origin: null",
        "Origin: ",
        "Origin: banana",
        "Origin: http://127.0.0.1.elsewhere.example",
        "Origin: http://127.0.0.1|Origin: https://elsewhere.example",
      })
  void aForeignOriginIsRefused(String origin) {
    Response answer = exchange(SITE, "GET ws HTTP/1.1", GOOD + "|" + origin);
    assertThat(problem(answer, 403).getString("code")).isEqualTo("forbidden");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "max=1, 'max'",
    "max=x, 'max'",
    "max=, 'max'",
    "max=99999999999, 'max'",
    "client=short, 'client'",
    "client=0123456789abcdef&client=0123456789abcdef, 'client'",
    "client=0123456789abcde%0a, 'client'",
    "access_token=a&access_token=a, more than one token",
  })
  void aBadParameterIsRefused(String query, String detail) {
    Response answer = exchange(SITE, "GET ws?" + query + " HTTP/1.1", GOOD);
    JsonObject problem = problem(answer, 400);
    assertThat(problem.getString("code")).isEqualTo("bad-request");
    assertThat(problem.getString("detail")).contains(detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer a|Authorization: Bearer a",
        "Authorization: Bearer a|Authorization: Basic YTpi",
        "Authorization: Bearer a|Sec-WebSocket-Protocol: tidewire.v1, bearer.a",
        "Sec-WebSocket-Protocol: tidewire.v1, bearer.a, bearer.b",
        "Sec-WebSocket-Protocol: bearer.a|Sec-WebSocket-Protocol: bearer.b",
      })
  void twoTokensAreRefused(String fields) {
    JsonObject problem = problem(exchange(SITE, "GET ws HTTP/1.1", GOOD + "|" + fields), 400);
    assertThat(problem.getString("detail")).contains("more than one token");
  }

  /** A page does not see the status of a handshake that is refused, so it is told over a socket. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Authorization: Bearer a", "Sec-WebSocket-Protocol: tidewire.v1, bearer.a"})
  void aTokenThatNobodyVerifiesIsToldOverTheSocket(String field) {
    RawWebSocket socket = clients.keep(RawWebSocket.open(clients.raw(), SITE.path("ws"), field));
    Frame first = socket.read();
    assertThat(Envelope.unbatch(first.text()).get(0).text("code")).isEqualTo("unauthorized");
    assertThat(socket.awaitClose()).isEqualTo(1008);
  }

  @Test
  void anAddressThatConnectsTooOftenIsRefused() {
    for (int i = 0; i < 2; i++) {
      clients.keep(RawWebSocket.open(clients.raw(), HASTY.path("ws")));
    }
    RawHttp connection = send(HASTY, "GET ws HTTP/1.1", GOOD);
    Response answer = connection.readResponse();
    assertThat(problem(answer, 429).getString("code")).isEqualTo("rate-limited");
    assertThat(connection.read()).as("the end of the connection").isEqualTo(-1);
    assertThat(Integer.parseInt(answer.header("Retry-After").orElse(""))).isBetween(5, 65);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        GOOD + "|Origin: SCHEME://127.0.0.1",
        "upgrade: WebSocket|connection: keep-alive, upgrade|sec-websocket-version: 13|" + KEY,
        GOOD + "|Sec-WebSocket-Protocol: other",
        GOOD + "|Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
      })
  void aHandshakeIsAnsweredAsTheSpecificationShows(String fields) {
    Response answer = accepted(fields);
    assertThat(answer.header("Upgrade").orElse("")).isEqualToIgnoringCase("websocket");
    assertThat(answer.header("Connection").orElse("")).containsIgnoringCase("upgrade");
    assertThat(answer.header("Sec-WebSocket-Protocol")).isEmpty();
    assertThat(answer.header("Sec-WebSocket-Extensions")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Protocol: tidewire.v1",
        "Sec-WebSocket-Protocol: other, tidewire.v1",
        "Sec-WebSocket-Protocol: other|Sec-WebSocket-Protocol: tidewire.v1",
      })
  void theSubprotocolIsAnsweredIfItWasOffered(String field) {
    assertThat(accepted(GOOD + "|" + field).header("Sec-WebSocket-Protocol"))
        .contains("tidewire.v1");
  }

  private Response accepted(String fields) {
    Response answer = send(SITE, "GET ws HTTP/1.1", fields).readHead();
    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.header("Sec-WebSocket-Accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    return answer;
  }
}
