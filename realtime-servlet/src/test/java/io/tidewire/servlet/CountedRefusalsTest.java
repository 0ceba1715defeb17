package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.chain.TestServer;
import io.tidewire.chain.War;
import io.tidewire.chain.war.RefusalObserver;
import io.tidewire.spi.HubObserver;
import io.tidewire.wire.ErrorCode;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is refused without a connection counts once, by the code that the client is told, and
 * observers are told once.
 */
@Timeout(60)
class CountedRefusalsTest {

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path directory;
  private TestServer server;
  private HubMXBean hub;

  @BeforeEach
  void start() throws Exception {
    RefusalObserver.told().clear();
    server =
        TestServer.start(
            War.in(directory.resolve("war"))
                .service(HubObserver.class, RefusalObserver.class)
                .setting("realtime.max-message", "1024")
                .setting("realtime.limits.connects", "1"));
    hub =
        JMX.newMXBeanProxy(
            ManagementFactory.getPlatformMBeanServer(),
            new ObjectName("io.tidewire:type=Hub,hub=default,application=\"/app\""),
            HubMXBean.class);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpRequest.Builder request(String resource) {
    return HttpRequest.newBuilder(server.uri("realtime/" + resource));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, String resource, String body) throws Exception {
    return send(
        request(resource)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private void assertCounted(ErrorCode code) {
    Map<String, Long> expected = new TreeMap<>();
    for (ErrorCode each : ErrorCode.values()) {
      expected.put(each.code(), each == code ? 1L : 0L);
    }
    assertThat(hub.getRefusals()).isEqualTo(expected);
    assertThat(hub.getRefused()).isEqualTo(1);
    await("the observers").until(() -> !RefusalObserver.told().isEmpty());
    assertThat(RefusalObserver.told()).as("what observers were told").containsExactly(code.code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "GET | sse | - | BAD_REQUEST",
        "GET | sse?topic=open//a | - | BAD_REQUEST",
        "GET | sse?topic=closed/a | - | FORBIDDEN",
        "GET | poll?topic=closed/a | - | FORBIDDEN",
        "PUT | sse | - | BAD_REQUEST",
        "GET | ws | - | BAD_REQUEST",
        "POST | sse | banana | BAD_REQUEST",
        "POST | send | banana | BAD_REQUEST",
        "POST | send | [17] | BAD_REQUEST",
        "POST | send | {\"type\":\"banana\"} | UNKNOWN_TYPE",
        "POST | send | {\"type\":\"send\",\"to\":\"nobody\",\"event\":\"e\"} | UNKNOWN_ADDRESS",
        "POST | send | {\"type\":\"publish\",\"topic\":\"closed/a\",\"event\":\"e\",\"data\":1}"
            + " | FORBIDDEN",
      })
  void aRequestCountsOnce(String method, String resource, String body, ErrorCode code)
      throws Exception {
    HttpResponse<String> answer = send(method, resource, body == null ? "" : body);

    assertThat(answer.body()).contains("\"code\":\"" + code.code() + "\"");
    assertCounted(code);
  }

  @Test
  void aTokenThatNobodyVerifiesCountsOnce() throws Exception {
    HttpResponse<String> answer = send(request("info").header("Authorization", "Bearer banana"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertCounted(ErrorCode.UNAUTHORIZED);
  }

  @ParameterizedTest
  @CsvSource({"send", "sse", "poll"})
  void aBodyThatIsTooLargeCountsOnce(String resource) throws Exception {
    HttpResponse<String> answer = send("POST", resource, " ".repeat(1_025));

    assertThat(answer.statusCode()).isEqualTo(ErrorCode.TOO_LARGE.status());
    assertCounted(ErrorCode.TOO_LARGE);
  }

  /** An event stream in the plain form says so with a goodbye instead of a status. */
  @ParameterizedTest
  @CsvSource({"plain, 200", "envelope, 429"})
  void oneAttemptTooManyCountsOnce(String format, int status) throws Exception {
    assertThat(send("GET", "poll?topic=open/a", "").statusCode()).isEqualTo(200);

    HttpResponse<String> answer = send("GET", "sse?topic=open/a&format=" + format, "");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertCounted(ErrorCode.RATE_LIMITED);
  }
}
