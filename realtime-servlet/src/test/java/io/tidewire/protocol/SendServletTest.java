package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.chain.TestServer;
import io.tidewire.chain.War;
import io.tidewire.chain.war.Desk;
import io.tidewire.chain.war.EagerGzipFilter;
import io.tidewire.chain.war.NamingVerifier;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.TokenVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands of clients without a WebSocket, on a real server. */
@Timeout(60)
class SendServletTest {

  private static final String NAMED = "?client=0123456789abcdef";

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path directory;
  private @Nullable TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(war("war"));
  }

  private War war(String name) {
    return War.in(directory.resolve(name))
        .service(InboundHandler.class, Desk.class)
        .service(TokenVerifier.class, NamingVerifier.class)
        .setting("realtime.limits.inbound", "4");
  }

  @AfterEach
  void stop() throws Exception {
    TestServer running = server;
    server = null;
    if (running != null) {
      running.close();
    }
  }

  private HttpRequest.Builder request(String query, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri("realtime/send" + query))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> post(String query, String body, String... headers)
      throws IOException, InterruptedException {
    return http.send(request(query, body, headers).build(), BodyHandlers.ofString());
  }

  private static String send(String id, String what, String data) {
    return "{\"type\":\"send\",\"id\":\"%s\",\"to\":\"desk/%s\",\"event\":\"t\",\"data\":%s}"
        .formatted(id, what, data);
  }

  private static String publish(String id, String topic, String more) {
    return "{\"type\":\"publish\",\"id\":\"%s\",\"topic\":\"%s\",\"event\":\"t\",\"data\":1%s}"
        .formatted(id, topic, more);
  }

  /** Waits until a handler waits, for a request that is not answered before. */
  private void awaitHandler(CompletableFuture<?> request) throws Exception {
    while (!post("", send("0", "waiting", "1")).body().contains("\"data\":1")) {
      assertThat(request).isNotDone();
    }
  }

  @Test
  void aCommandIsAnsweredInAList() throws Exception {
    HttpResponse<String> answer = post("", send("1", "echo", "{\"a\": 1}"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.body()).isEqualTo("[{\"type\":\"ack\",\"id\":\"1\",\"data\":{\"a\": 1}}]");
  }

  @Test
  void aBatchIsHandledInItsOrderAndARefusedOneStopsNobody() throws Exception {
    String batch =
        "[%s,%s,17,%s,%s,%s]"
            .formatted(
                send("1", "count", "1"),
                send("2", "fail", "1"),
                "{\"type\":\"subscribe\",\"id\":\"3\",\"topic\":\"open/a\"}",
                publish("4", "open/a", ""),
                send("5", "count", "1"));
    HttpResponse<String> answer = post("", batch);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .matches(
            "\\[\\{\"type\":\"ack\",\"id\":\"1\",\"data\":1},"
                + "\\{\"type\":\"error\",.*\"code\":\"internal\".*},"
                + "\\{\"type\":\"error\",.*\"code\":\"bad-request\".*},"
                + "\\{\"type\":\"error\",.*\"code\":\"unknown-type\".*},"
                + "\\{\"type\":\"ack\",\"id\":\"4\",\"cursor\":\".*\"},"
                + "\\{\"type\":\"ack\",\"id\":\"5\",\"data\":2}]")
        .doesNotContain("secret");
  }

  @Test
  void aSlowHandlerHoldsNoThreadAndIsWaitedFor() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting =
        http.sendAsync(request("", send("1", "wait", "1")).build(), BodyHandlers.ofString());
    assertThat(post("", send("2", "open", "1")).statusCode()).isEqualTo(200);
    assertThat(waiting.join().body()).isEqualTo("[{\"type\":\"ack\",\"id\":\"1\"}]");
  }

  /** Whether the answers are there in the second pass, or wait for a third. */
  @Test
  void answersGetPastAFilterThatWrapsTheResponse() throws Exception {
    stop();
    server = TestServer.start(war("wrapped").asyncFilter("gzip", EagerGzipFilter.class));
    CompletableFuture<HttpResponse<String>> waiting =
        http.sendAsync(request("", send("1", "wait", "1")).build(), BodyHandlers.ofString());
    HttpResponse<String> bad = post("", "{\"type\":\"banana\",\"id\":\"2\"}");
    assertThat(bad.statusCode()).isEqualTo(200);
    assertThat(bad.body()).startsWith("[{\"type\":\"error\"").endsWith("\"id\":\"2\"}]");
    assertThat(post("", send("3", "open", "1")).body())
        .isEqualTo("[{\"type\":\"ack\",\"id\":\"3\"}]");
    assertThat(waiting.join().body()).isEqualTo("[{\"type\":\"ack\",\"id\":\"1\"}]");
  }

  @Test
  void whoHasTooMuchUnderWayIsTurnedAway() throws Exception {
    String fourWait = "[%1$s,%1$s,%1$s,%1$s]".formatted(send("1", "wait", "1"));
    CompletableFuture<HttpResponse<String>> waiting =
        http.sendAsync(request(NAMED, fourWait).build(), BodyHandlers.ofString());
    awaitHandler(waiting);
    HttpResponse<String> refused = post(NAMED, send("2", "echo", "1"));
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(post("?client=another-client-0", send("3", "open", "1")).statusCode())
        .as("another client")
        .isEqualTo(200);
    assertThat(waiting.join().statusCode()).isEqualTo(200);
    assertThat(post(NAMED, send("4", "echo", "1")).statusCode()).isEqualTo(200);
  }

  /** The server stops while a handler is waiting. */
  @Test
  void whoWaitsWhileTheServerStopsIsAnswered() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting =
        http.sendAsync(
            request(NAMED, "[%s,%s]".formatted(send("1", "echo", "1"), send("2", "wait", "1")))
                .build(),
            BodyHandlers.ofString());
    awaitHandler(waiting);
    stop();
    assertThat(waiting.join().body())
        .startsWith("[{\"type\":\"ack\",\"id\":\"1\",\"data\":1},{\"type\":\"error\",")
        .endsWith(",\"id\":\"2\"}]");
  }

  @Test
  void theTokensUserSends() throws Exception {
    HttpResponse<String> answer = post("", send("1", "who", "1"), "Authorization", "Bearer of-ann");
    assertThat(answer.body()).contains("\"data\":\"ann\"");
    assertThat(post("", send("1", "who", "1"), "Authorization", "Bearer bad").statusCode())
        .isEqualTo(401);
  }

  @Test
  void withoutANameThereIsNoKeyAndNoEchoToLeaveOut() throws Exception {
    String keyed = publish("1", "open/a", ",\"idempotencyKey\":\"k\"");
    String quiet = publish("1", "open/a", ",\"echo\":false");
    assertThat(post("", keyed).body()).contains("bad-request", "needs client=");
    assertThat(post("", quiet).body()).contains("bad-request", "needs client=");
    assertThat(post(NAMED, quiet).body()).contains("\"cursor\"");
    String first = post(NAMED, keyed).body();
    assertThat(first).contains("\"cursor\"");
    assertThat(post(NAMED, keyed).body()).as("sent again").isEqualTo(first);
    assertThat(post("?client=another-client-0", keyed).body())
        .as("another client's key")
        .isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type, text/plain, 415",
    "Content-Type, application/x-www-form-urlencoded, 415",
    "Origin, https://evil.example, 403",
    "Sec-Fetch-Site, cross-site, 403",
    "Sec-Fetch-Site, same-site, 403",
    "Sec-Fetch-Site, same-origin, 200",
  })
  void aRequestIsJudgedByItsHead(String header, String value, int status) throws Exception {
    HttpRequest request = request("", send("1", "echo", "1")).setHeader(header, value).build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "banana | not JSON",
        "17 | array of 1 to 256",
        "[] | array of 1 to 256",
        "`` | not JSON",
      })
  void aBodyThatIsNoListOfCommandsIsAProblem(String body, String reason) throws Exception {
    HttpResponse<String> answer = post("", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body()).contains("bad-request", reason);
  }

  @Test
  void twoHundredAndFiftySevenCommandsAreTooMany() throws Exception {
    String one = "{},";
    assertThat(post("", "[" + one.repeat(256) + "{}]").statusCode()).isEqualTo(400);
  }

  @Test
  void byeEndsTheConnectionsOfThatClient() throws Exception {
    HttpRequest stream =
        HttpRequest.newBuilder(
                server.uri("realtime/sse?topic=open/a&client=0123456789abcdef&format=envelope"))
            .build();
    try (InputStream in = http.send(stream, BodyHandlers.ofInputStream()).body()) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); !line.contains("welcome"); line = lines.readLine()) {
        assertThat(line).doesNotContain("bye");
      }
      String bye = "{\"type\":\"bye\",\"id\":\"1\"}";
      assertThat(post("", bye).body()).contains("bad-request", "needs client=");
      assertThat(post("?client=another-client-0", bye).body()).contains("ack");
      assertThat(post(NAMED, bye).body()).isEqualTo("[{\"type\":\"ack\",\"id\":\"1\"}]");
      assertThat(lines.lines()).anySatisfy(line -> assertThat(line).contains("\"bye\""));
    }
  }

  @Test
  void otherMethodsAreNotThere() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(server.uri("realtime/send")).build();
    HttpResponse<String> answer = http.send(get, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST, OPTIONS");
  }
}
