package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.chain.war.FailingAuthenticator;
import io.tidewire.chain.war.RepeatingFilter;
import io.tidewire.chain.war.UserFilter;
import io.tidewire.spi.Authenticator;
import io.tidewire.web.ChainedResource;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An authenticator or a rule that fails is told alike on every road, and never shown. */
class FailingAccessTest {

  private static final List<String> HTTP_ROADS =
      List.of(
          "realtime/sse?format=envelope&topic=", "realtime/poll?topic=", "realtime/info?topic=");

  @TempDir Path directory;
  private War war;

  @BeforeEach
  void prepare() {
    war = War.in(directory.resolve("war")).service(Authenticator.class, FailingAuthenticator.class);
  }

  @Test
  void anExceptionIsForbidden() throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      for (String road : HTTP_ROADS) {
        assertProblem(client.get(road + "open/a&fail=exception"), 403, "forbidden");
      }
      assertProblem(client.get("realtime/sse?topic=open/a&fail=exception"), 403, "forbidden");
      HttpResponse<String> ofRule =
          client.get("realtime/poll?topic=open/a&topic=failing/exception");
      assertProblem(ofRule, 403, "forbidden");
      assertThat(ofRule.body()).contains("\"topic\":\"failing/exception\"");
    }
  }

  @Test
  void infoAnswersAsTheTransportsDo() throws Exception {
    war.asyncFilter("user", UserFilter.class);
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      for (String road : HTTP_ROADS) {
        assertProblem(client.get(road + "open/a&fail=credentials"), 401, "unauthorized");
      }
      assertThat(client.get("realtime/info?user=alice").body()).contains("\"user\":\"alice\"");
      assertThat(client.get("realtime/info").body()).doesNotContain("\"user\"");
    }
  }

  /** What filters and containers throw may repeat what a client sent. */
  @Test
  void whatARequestFailsWithForgesNoLine() throws Exception {
    war.asyncFilter("repeating", RepeatingFilter.class);
    try (LogRecorder log = LogRecorder.of(ChainedResource.class);
        TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      String forged = "%0AERROR%20forged" + "x".repeat(1_000);
      assertPassing(client.get("realtime/poll?topic=" + forged));
      assertThat(log.failures())
          .singleElement()
          .asString()
          .contains("ERROR forged")
          .doesNotContain("\n")
          .hasSizeLessThan(300);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "unavailable"})
  void whatPassesIsTriedAgain(String how) throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      for (String road : HTTP_ROADS) {
        assertPassing(client.get(road + "open/a&fail=" + how));
      }
      assertPassing(client.get("realtime/poll?topic=failing/" + how));

      for (String query : List.of("topic=open/a&fail=" + how, "topic=failing/" + how)) {
        HttpResponse<String> plain = client.get("realtime/sse?" + query);
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.body())
            .contains("event: bye", "\"reason\":\"internal\",\"reconnect\":true")
            .matches("(?s).*\nretry: [345]\\d{4}\n.*")
            .doesNotContain("hunter2");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "exception, false, 1008, forbidden",
    "error, false, 1011, internal",
    "unavailable, false, 1011, internal",
    "exception, true, 1008, forbidden",
    "error, true, 1011, internal",
    "unavailable, true, 1011, internal"
  })
  void aHandshakeIsToldOverTheWebSocket(String how, boolean upgrade, int closeCode, String code)
      throws Exception {
    war.setting("realtime.websocket.upgrade", Boolean.toString(upgrade));

    try (TestServer server = TestServer.start(war);
        RecordedSocket socket = RecordedSocket.open(server, "?fail=" + how)) {
      assertThat(socket.awaitClose()).isEqualTo(closeCode);
      assertThat(socket.text())
          .contains("\"code\":\"" + code + "\"", "\"reconnect\":" + (closeCode == 1011))
          .doesNotContain("hunter2");
    }
  }

  @ParameterizedTest
  @CsvSource({"exception, forbidden", "error, internal", "unavailable, internal"})
  void aSubscribeIsAnsweredWithAnErrorAndTheConnectionGoesOn(String how, String code)
      throws Exception {
    for (String upgrade : List.of("false", "true")) {
      War own = War.in(directory.resolve(upgrade)).setting("realtime.websocket.upgrade", upgrade);
      try (TestServer server = TestServer.start(own);
          RecordedSocket socket = RecordedSocket.open(server)) {
        socket.send("{\"type\":\"subscribe\",\"topic\":\"failing/" + how + "\",\"id\":\"f\"}");
        socket.awaitText("\"code\":\"" + code + "\"");
        socket.send("{\"type\":\"subscribe\",\"topic\":\"open/a\"}");
        socket.awaitText("\"subscribed\"");
        assertThat(socket.text()).doesNotContain("hunter2");
      }
    }
  }

  private static void assertPassing(HttpResponse<String> response) {
    assertProblem(response, 503, "internal");
    assertThat(response.headers().firstValue("Retry-After"))
        .hasValueSatisfying(value -> assertThat(Integer.parseInt(value)).isBetween(30, 60));
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(response.body()).contains("\"code\":\"" + code + "\"").doesNotContain("hunter2");
  }
}
