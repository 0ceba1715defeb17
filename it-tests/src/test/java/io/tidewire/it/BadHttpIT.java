package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawHttp;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong get a problem that says what is wrong, and harm nobody. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class BadHttpIT {
  private static final Site SITE = new Site("bad-http");
  private static final int MANY = 10_000;

  private Bystanders bystanders;

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.max-subscriptions", "16"));
  }

  @BeforeEach
  void openBystanders() {
    bystanders = new Bystanders(SITE);
  }

  @AfterEach
  void bystandersAreUndisturbed() {
    bystanders.assertUndisturbed();
    bystanders.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void aRequestWithoutATopicIsRefused(String resource) {
    assertProblem(Site.get(SITE.uri(resource)), "no topic");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "open//a | open//a",
        "open/a b | open/a b",
        "/open | /open",
        "open/ä | open/",
        "open/** /a | open/** /a",
        "open/**/a | open/**/a",
        "open/a* | open/a*"
      })
  void aMalformedTopicOrPatternIsNamed(String topic, String named) {
    for (String resource : new String[] {"sse", "poll"}) {
      HttpResponse<String> answer =
          Site.get(query(resource, "topic=open/good&topic=" + encode(topic)));
      assertProblem(answer, named);
      // Payara reads a query as ISO 8859-1, so nothing is compared beyond ASCII.
      assertThat(problem(answer).getString("topic")).startsWith(named);
    }
  }

  @Test
  void aTopicThatIsTooLongIsRefused() {
    String longSegment = "open/" + "a".repeat(256);
    String manySegments = "open" + "/a".repeat(16);
    String longTopic = ("open" + ("/" + "a".repeat(250)).repeat(5));
    for (String topic : new String[] {longSegment, manySegments, longTopic}) {
      assertProblem(Site.get(SITE.sse(topic)), "");
      assertProblem(Site.get(SITE.poll(topic)), "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"banana", "e-", "-5", "e-99999999999999999999", "e-5x", "e--5", "%00-1"})
  void aMalformedCursorIsRefused(String cursor) {
    for (String resource : new String[] {"sse", "poll"}) {
      URI uri = query(resource, "topic=open/a&since=" + cursor);
      assertProblem(Site.get(uri), "start");
      URI plain = query(resource, "topic=open/a");
      if (!cursor.startsWith("%")) {
        assertProblem(Site.get(plain, "Last-Event-ID", cursor), "start");
      }
    }
  }

  @Test
  void cursorsThatDoNotMatchTheTopicsAreRefused() {
    assertProblem(
        Site.get(query("poll", "topic=open/a&topic=open/b&topic=open/c&since=now&since=now")),
        "2 cursors for 3 topics");
  }

  @ParameterizedTest
  @ValueSource(strings = {"banana", "-1", "61", "1.5", "", "99999999999999999999"})
  void aMalformedWaitIsRefused(String wait) {
    assertProblem(Site.get(query("poll", "topic=open/a&since=now&wait=" + wait)), "wait");
  }

  @ParameterizedTest
  @ValueSource(strings = {"banana", "-1", "", "99999999999999999999"})
  void aMalformedRewindIsRefused(String rewind) {
    for (String resource : new String[] {"sse", "poll"}) {
      assertProblem(Site.get(query(resource, "topic=open/a&rewind=" + rewind)), "rewind");
    }
  }

  @Test
  void anUnknownFormatIsRefused() {
    assertProblem(Site.get(query("sse", "topic=open/a&format=banana")), "format");
  }

  @Test
  void aTopicThatIsGivenTwiceIsRefused() {
    assertProblem(Site.get(query("sse", "topic=open/a&topic=open/a")), "twice");
  }

  @Test
  void moreTopicsThanAConnectionMayHoldAreRefused() {
    String topics =
        IntStream.range(0, 17).mapToObj(i -> "topic=open/" + i).collect(Collectors.joining("&"));
    for (String resource : new String[] {"sse", "poll"}) {
      HttpResponse<String> answer = Site.get(query(resource, topics));
      assertProblem(answer, "too-many-topics", "at most 16");
      assertThat(problem(answer)).doesNotContainKey("topic");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"banana", "-1", "2", "true", ""})
  void aMalformedProbeIsRefused(String probe) {
    assertProblem(Site.get(query("sse", "topic=open/a&probe=" + probe)), "probe");
    String body = "{\"topics\":[{\"topic\":\"open/a\"}],\"probe\":\"" + probe + "\"}";
    assertProblem(post("sse", body), "probe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void theOneOfSeveralWhoseCursorIsMalformedIsNamed(String resource) {
    HttpResponse<String> inQuery =
        Site.get(query(resource, "topic=open/a&topic=open/b&since=now&since=x"));
    assertProblem(inQuery, "start");
    assertThat(problem(inQuery).getString("topic")).isEqualTo("open/b");

    String body = "{\"topics\":[{\"topic\":\"open/a\"},{\"topic\":\"open/b\",\"since\":%s}]}";
    for (String since : new String[] {"\"x\"", "17"}) {
      HttpResponse<String> inBody = post(resource, body.formatted(since));
      assertProblem(inBody, "");
      assertThat(problem(inBody).getString("topic")).isEqualTo("open/b");
    }
    HttpResponse<String> ofAll = Site.get(query(resource, "topic=open/a&topic=open/b&since=x"));
    assertProblem(ofAll, "start");
    assertThat(problem(ofAll)).doesNotContainKey("topic");
  }

  private static HttpResponse<String> post(String resource, String json) {
    return Site.send(
        HttpRequest.newBuilder(SITE.uri(resource))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void tenThousandTopicsAreRefusedByTheServerOrByUs(String resource) {
    String topics =
        IntStream.range(0, MANY).mapToObj(i -> "topic=open/" + i).collect(Collectors.joining("&"));
    String request =
        "GET " + SITE.path(resource) + "?" + topics + " HTTP/1.1\r\nHost: localhost\r\n\r\n";

    RawHttp.Response stock = RawHttp.exchange(Site.PORT, request);
    RawHttp.Response wide = RawHttp.exchange(Integer.getInteger("server.wide.port"), request);

    assertThat(stock.status()).isIn(400, 414);
    assertThat(wide.status()).isEqualTo(400);
    assertThat(wide.header("Content-Type").orElse("")).startsWith("application/problem+json");
    assertThat(wide.body()).contains(MANY + " topics are given, at most 16");
  }

  /** Some servers skip what is malformed, some answer themselves, and some let us find it. */
  @ParameterizedTest
  @ValueSource(strings = {"sse?%zz", "poll?%zz&wait=x", "poll?topic=%zz", "ws?%zz&max=1"})
  void aQueryThatCannotBeDecodedIsNoFaultOfTheServer(String resource) {
    String upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
    String key = "Sec-WebSocket-Key: dGlkZXdpcmUtdGVzdC1raQ==\r\n";
    RawHttp.Response answer =
        RawHttp.exchange(
            Site.PORT,
            "GET "
                + SITE.path(resource)
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + (resource.startsWith("ws") ? upgrade + key : "")
                + "\r\n");

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    if (Server.ID.startsWith("tomcat")) {
      assertThat(answer.header("Content-Type").orElse(""))
          .as(answer.body())
          .startsWith("application/problem+json");
      assertThat(answer.body()).contains("\"code\":\"bad-request\"");
    }
  }

  @Test
  void aHeaderWithLineBreaksNeverBecomesAHeaderOfOurs() {
    for (String header :
        new String[] {"Last-Event-ID: a\rX-Forged: 1", "Origin: a\r\n X-Forged: 1"}) {
      RawHttp.Response answer =
          RawHttp.exchange(
              Site.PORT,
              "GET "
                  + SITE.path("sse?topic=open/a")
                  + " HTTP/1.1\r\nHost: localhost\r\n"
                  + header
                  + "\r\nConnection: close\r\n\r\n");
      assertThat(answer.status()).isIn(400, 403);
      assertThat(answer.header("X-Forged")).isEmpty();
    }
  }

  @Test
  void aParameterWithLineBreaksComesBackOnlyEscaped() {
    HttpResponse<String> answer =
        Site.get(query("sse", "topic=open/a%0D%0AX-Forged:%201%0D%0A%0D%0Adata:%20x"));

    assertProblem(answer, "open/a");
    assertThat(answer.headers().firstValue("X-Forged")).isEmpty();
    assertThat(answer.body()).doesNotContain("\r").doesNotContain("\n");
  }

  private static URI query(String resource, String query) {
    return URI.create(SITE.uri(resource) + "?" + query);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonObject problem(HttpResponse<String> answer) {
    return Envelope.unbatch(answer.body()).get(0).json();
  }

  private static void assertProblem(HttpResponse<String> answer, String detail) {
    assertProblem(answer, "bad-request", detail);
  }

  private static void assertProblem(HttpResponse<String> answer, String code, String detail) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    JsonObject problem = problem(answer);
    assertThat(problem.getInt("status")).isEqualTo(400);
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getString("title")).isNotEmpty();
    assertThat(problem.getString("detail")).contains(detail);
  }
}
