package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.chain.war.EagerGzipFilter;
import io.tidewire.chain.war.FailingAuthenticator;
import io.tidewire.chain.war.UserFilter;
import io.tidewire.spi.Authenticator;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose topics stand in a body. */
class PostTest {

  private static final String JSON = "application/json";
  private static final String ONE = "{\"topics\":[{\"topic\":\"open/a\"}]}";

  /** More than the server has threads. */
  private static final int MANY = 250;

  @TempDir Path directory;
  private War war;

  @BeforeEach
  void prepare() {
    war = War.in(directory.resolve("war")).setting("realtime.heartbeat", "100ms");
  }

  @Test
  void aStreamResumesEachTopicFromItsOwnPlace() throws Exception {
    assertStreamResumes();
  }

  @Test
  void aStreamGetsPastAFilterThatWrapsTheResponse() throws Exception {
    war.asyncFilter("gzip", EagerGzipFilter.class);
    assertStreamResumes();
  }

  @Test
  void aStreamWorksInFrontOfTheChain() throws Exception {
    war.setting("realtime.first-in-chain", "true")
        .filter(
            "gzip",
            EagerGzipFilter.class,
            "<async-supported>true</async-supported>",
            "<dispatcher>REQUEST</dispatcher><dispatcher>ASYNC</dispatcher>");
    assertStreamResumes();
  }

  private void assertStreamResumes() throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      String begin = cursor(client.postJson("realtime/poll", ONE).body());
      client.publish("open/a", 1);
      client.publish("open/b", 2);

      RecordedStream stream =
          client.postStream(
              "realtime/sse",
              """
              {"topics":[{"topic":"open/a","since":"%s"},{"topic":"open/b"}],
               "format":"envelope","probe":1}
              """
                  .formatted(begin));

      assertThat(stream.head().statusCode()).isEqualTo(200);
      assertThat(stream.head().headers().firstValue("Content-Type"))
          .hasValue("text/event-stream;charset=UTF-8");
      stream.awaitText(text -> text.contains("\"number\":1"));
      assertThat(stream.text())
          .containsPattern(confirmation("open/a", true))
          .containsPattern(confirmation("open/b", false))
          .doesNotContain("\"number\":2");
      client.publish("open/b", 3);
      stream.awaitText(text -> text.contains("\"number\":3") && text.contains("\"ping\""));
    }
  }

  private static String confirmation(String topic, boolean recovered) {
    return "\"topic\":\"" + topic + "\",\"cursor\":\"[^\"]+\",\"recovered\":" + recovered + "}";
  }

  private static String cursor(String answer) {
    return answer.replaceFirst("^\\{\"cursor\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void aPollAnswersWithWhatLiesBehindEachCursor() throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      String begin = cursor(client.postJson("realtime/poll", ONE).body());
      client.publish("open/a", 1);

      String answer =
          client
              .postJson(
                  "realtime/poll",
                  "{\"topics\":[{\"topic\":\"open/a\",\"since\":\"" + begin + "\"}],\"wait\":10}")
              .body();

      assertThat(answer).contains("\"number\":1").containsPattern(confirmation("open/a", true));
    }
  }

  @Test
  void aPollThatIsShortMakesProgress() throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      String cursor = cursor(client.get("realtime/poll?topic=open/a").body());
      for (int number = 0; number < 30; number++) {
        client.publish("open/a", number);
      }

      List<Integer> seen = new ArrayList<>();
      while (seen.size() < 30) {
        String answer = client.get("realtime/poll?topic=open/a&max=1024&since=" + cursor).body();
        assertThat(answer.length()).isLessThanOrEqualTo(1_024);
        int before = seen.size();
        for (String part : answer.split("\"number\":", -1)) {
          if (Character.isDigit(part.charAt(0))) {
            seen.add(Integer.parseInt(part.substring(0, part.indexOf('}'))));
          }
        }
        assertThat(seen.size()).isGreaterThan(before);
        cursor = cursor(answer);
      }
      assertThat(seen).hasSize(30).isSorted().doesNotHaveDuplicates();
      for (String max : List.of("1023", "16777217", "0", "-1", "many", "")) {
        assertProblem(client.get("realtime/poll?topic=open/a&max=" + max), 400, "bad-request");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void whatIsNoJsonIsNotRead(String transport) throws Exception {
    war.setting("realtime.max-message", "256");
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      String path = "realtime/" + transport;
      HttpRequest.BodyPublisher one = HttpRequest.BodyPublishers.ofString(ONE);
      for (String type : List.of("text/plain", "application/json;charset=latin1", "text/json")) {
        assertProblem(client.post(path, type, one), 415, "bad-request");
      }
      assertThat(
              client.post("realtime/poll", "application/JSON; charset=\"utf-8\"", one).statusCode())
          .isEqualTo(200);
      String large = " ".repeat(300);
      assertProblem(client.postJson(path, large), 413, "too-large");
      HttpRequest.BodyPublisher unknownLength =
          HttpRequest.BodyPublishers.ofInputStream(
              () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)));
      assertProblem(client.post(path, JSON, unknownLength), 413, "too-large");
      byte[] noText = {'"', (byte) 0xff, '"'};
      assertProblem(
          client.post(path, JSON, HttpRequest.BodyPublishers.ofByteArray(noText)),
          400,
          "bad-request");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | not JSON",
        "[] | the body is not a JSON object",
        "{} | 'topics' is not an array",
        "{\"topics\":[]} | no topic is given",
        "{\"topics\":[\"open/a\"]} | an element of 'topics' is not a JSON object",
        "{\"topics\":[{}]} | no string 'topic'",
        "{\"topics\":[{\"topic\":\"open/a\",\"since\":1}]} | 'since' is not a string",
        "{\"topics\":[{\"topic\":\"open/a\",\"since\":\"x\"}]} | 'now' or 'start'",
        "{\"topics\":[{\"topic\":\"open/a\"}],\"rewind\":-1} | rewind is not a number",
        "{\"topics\":[{\"topic\":\"open/a\"}],\"rewind\":{}} | 'rewind' is neither"
      })
  void aMalformedBodyIsNamed(String body, String detail) throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      for (String transport : List.of("sse", "poll")) {
        HttpResponse<String> response = client.postJson("realtime/" + transport, body);
        assertProblem(response, 400, "bad-request");
        assertThat(response.body()).contains(detail);
      }
    }
  }

  /** The filter takes no part in the dispatch that comes when the body is there. */
  @Test
  void nobodyIsGrantedWhatTheFirstPassHasRefused() throws Exception {
    war.service(Authenticator.class, FailingAuthenticator.class)
        .filter(
            "user",
            UserFilter.class,
            "<async-supported>true</async-supported>",
            "<dispatcher>REQUEST</dispatcher>");
    String own = "{\"topics\":[{\"topic\":\"open/a\"},{\"topic\":\"own/alice\"}]}";
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      assertThat(client.postJson("realtime/poll?user=alice", own).statusCode()).isEqualTo(200);
      for (String query : List.of("", "?user=bob")) {
        HttpResponse<String> response = client.postJson("realtime/poll" + query, own);
        assertProblem(response, 403, "forbidden");
        assertThat(response.body()).contains("\"topic\":\"own/alice\"");
      }
      assertProblem(client.postJson("realtime/sse?fail=credentials", own), 401, "unauthorized");
      assertProblem(client.postJson("realtime/sse?fail=unavailable", own), 503, "internal");
      HttpResponse<String> denied = client.postJson("realtime/poll?denied=1&user=alice", own);
      assertThat(denied.statusCode()).isEqualTo(401);
      assertThat(denied.body()).doesNotContain("cursor");
    }
  }

  @Test
  void bodiesThatDoNotArriveHoldNoThread() throws Exception {
    List<HalfRequest> slow = new ArrayList<>();
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < MANY; i++) {
        slow.add(HalfRequest.post(server, "realtime/poll", ONE.length(), ONE.substring(0, 1)));
      }

      assertThat(client.get("realtime/info").statusCode()).isEqualTo(200);
      assertThat(client.get("realtime/sse?topic=forbidden").statusCode()).isEqualTo(403);
      for (HalfRequest request : slow) {
        request.send(ONE.substring(1, 2));
      }
      assertThat(client.get("realtime/info").statusCode()).isEqualTo(200);
      for (HalfRequest request : slow) {
        request.send(ONE.substring(2));
        assertThat(request.awaitAnswer()).startsWith("HTTP/1.1 200").contains("\"subscribed\"");
      }
    } finally {
      for (HalfRequest request : slow) {
        request.close();
      }
    }
  }

  @Test
  void bodiesThatAreNotWholeInTimeAreRefusedAndHoldNoThread() throws Exception {
    war.setting("realtime.send-timeout", "1s");
    List<HalfRequest> slow = new ArrayList<>();
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < MANY; i++) {
        slow.add(HalfRequest.post(server, "realtime/sse", ONE.length(), "{"));
      }
      for (HalfRequest request : slow) {
        assertThat(request.awaitAnswer())
            .startsWith("HTTP/1.1 408")
            .contains("\"code\":\"bad-request\"", "did not arrive in time");
      }
      assertThat(client.get("realtime/info").statusCode()).isEqualTo(200);
    } finally {
      for (HalfRequest request : slow) {
        request.close();
      }
    }
  }

  @Test
  void aBodyThatIsUnderWayAtAStopIsToldToComeBack() throws Exception {
    TestServer server = TestServer.start(war);
    try (HalfRequest slow = HalfRequest.post(server, "realtime/sse", ONE.length(), "{")) {
      try (TestClient client = new TestClient(server)) {
        assertThat(client.get("realtime/info").statusCode()).isEqualTo(200);
      }
      server.close();
      assertThat(slow.awaitAnswer())
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After: ", "\"code\":\"overloaded\"");
    }
  }

  /** Tomcat would read the rest of the body of each on a thread that blocks. */
  @ParameterizedTest
  @CsvSource({"text/plain, 10, 415", "application/json, 9999999, 413"})
  void bodiesThatAreRefusedUnreadHoldNoThread(String type, int length, int status)
      throws Exception {
    List<HalfRequest> slow = new ArrayList<>();
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < MANY; i++) {
        slow.add(HalfRequest.post(server, "realtime/poll", type, length, ""));
      }

      assertThat(client.get("realtime/info").statusCode()).isEqualTo(200);
      for (HalfRequest request : slow) {
        assertThat(request.awaitAnswer()).startsWith("HTTP/1.1 " + status);
      }
    } finally {
      for (HalfRequest request : slow) {
        request.close();
      }
    }
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(response.body()).contains("\"code\":\"" + code + "\"");
  }
}
