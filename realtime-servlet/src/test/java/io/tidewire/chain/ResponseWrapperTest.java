package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.chain.war.CommitFilter;
import io.tidewire.chain.war.EagerGzipFilter;
import io.tidewire.chain.war.FooterFilter;
import io.tidewire.chain.war.InFront;
import io.tidewire.chain.war.LazyGzipFilter;
import io.tidewire.chain.war.UserFilter;
import io.tidewire.chain.war.WitnessFilter;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What response wrappers may not do to a stream, and what must get past them unharmed. */
class ResponseWrapperTest {

  private static final String ASYNC = "<async-supported>true</async-supported>";
  private static final String ALSO_ASYNC =
      "<dispatcher>REQUEST</dispatcher><dispatcher>ASYNC</dispatcher>";
  private static final Pattern SSE_LINE = Pattern.compile("(event|data|id|retry): .*|:.*|");

  @TempDir Path directory;
  private War war;

  @BeforeEach
  void prepare() {
    war = War.in(directory.resolve("war")).setting("realtime.heartbeat", "100ms");
  }

  private static Class<?> gzip(String kind) {
    return kind.equals("eager") ? EagerGzipFilter.class : LazyGzipFilter.class;
  }

  @ParameterizedTest
  @CsvSource({"eager, REQUEST", "lazy, REQUEST", "eager, ASYNC", "lazy, ASYNC"})
  void aGzipFilterLeavesNoTraceInAStream(String kind, String dispatcher) throws Exception {
    war.filter("gzip", gzip(kind), ASYNC, dispatcher.equals("ASYNC") ? ALSO_ASYNC : "");

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      assertThat(client.get("realtime/info").headers().firstValue("Content-Encoding"))
          .as("the filter works")
          .hasValue("gzip");
      RecordedStream stream = client.stream("realtime/sse?topic=open/a");
      assertHeadOfAStream(stream.head().headers());
      stream.awaitText(text -> text.contains("id: "));
      for (int number = 1; number <= 5; number++) {
        String expected = "data: {\"number\":" + number + "}\n";
        client.publish("open/a", number);
        stream.awaitText(text -> text.contains(expected));
      }
      long soFar = heartbeats(stream.text());
      stream.awaitText(text -> heartbeats(text) >= soFar + 3);
      assertThat(stream.lines()).allMatch(line -> SSE_LINE.matcher(line).matches());
    }
  }

  private static long heartbeats(String text) {
    return text.lines().filter(line -> line.startsWith(":")).count();
  }

  private static void assertHeadOfAStream(HttpHeaders headers) {
    assertThat(headers.firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
    assertThat(headers.firstValue("Cache-Control")).hasValue("no-cache, no-store, no-transform");
    assertThat(headers.map()).doesNotContainKeys("content-encoding", "content-length", "etag");
    assertThat(headers.allValues("Vary")).doesNotContain("Accept-Encoding").contains("Cookie");
    assertThat(headers.allValues("Set-Cookie")).contains("late=gzip");
  }

  @ParameterizedTest
  @CsvSource({"eager, REQUEST", "lazy, REQUEST", "eager, ASYNC", "lazy, ASYNC"})
  void aGzipFilterLeavesNoTraceInAPoll(String kind, String dispatcher) throws Exception {
    war.filter("gzip", gzip(kind), ASYNC, dispatcher.equals("ASYNC") ? ALSO_ASYNC : "");

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      HttpResponse<String> first = client.get("realtime/poll?topic=open/a");
      RecordedStream second =
          client.stream("realtime/poll?topic=open/a&wait=10&since=" + cursor(first.body()));
      client.publish("open/a", 1);
      second.awaitEnd();
      HttpResponse<String> third =
          client.get("realtime/poll?topic=open/a&wait=0&since=" + cursor(second.text()));

      assertThat(first.body())
          .matches("\\{\"cursor\":\"[^\"]+\",\"events\":\\[],\"gaps\":\\[],\"subscribed\":\\[.+]}");
      assertThat(second.text()).startsWith("{\"cursor\"").contains("\"number\":1").endsWith("}");
      assertThat(third.body()).startsWith("{\"cursor\"").contains("\"events\":[]").endsWith("}");
      for (HttpHeaders headers :
          List.of(first.headers(), second.head().headers(), third.headers())) {
        assertThat(headers.firstValue("Content-Encoding")).isEmpty();
        assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
      }
    }
  }

  private static String cursor(String answer) {
    return answer.replaceFirst("^\\{\"cursor\":\"([^\"]+)\".*", "$1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eager", "lazy"})
  void aWebSocketGetsPastAGzipFilter(String kind) throws Exception {
    war.asyncFilter("gzip", gzip(kind));

    try (TestServer server = TestServer.start(war);
        RecordedSocket socket = RecordedSocket.open(server)) {
      socket.send("{\"type\":\"subscribe\",\"topic\":\"open/a\"}");
      socket.awaitText("\"subscribed\"");
      new TestClient(server).publish("open/a", 1);
      socket.awaitText("\"number\":1");
      socket.awaitText("\"ping\"");
    }
  }

  @Test
  void aFilterThatWritesUnderEveryAnswerWritesNothingUnderAStream() throws Exception {
    war.asyncFilter("footer", FooterFilter.class);

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      RecordedStream stream = client.stream("realtime/sse?topic=open/a");
      stream.awaitText(text -> text.contains("id: "));
      client.publish("open/a", 1);
      stream.awaitText(text -> text.contains("data: {\"number\":1}\n"));
      HttpResponse<String> poll = client.get("realtime/poll?topic=open/a&since=start&wait=10");

      assertThat(stream.text()).doesNotContain("footer");
      assertThat(poll.body()).contains("\"number\":1").doesNotContain("footer");
      assertThat(poll.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    }
  }

  @Test
  void theRequestSurvivesTheDetour() throws Exception {
    war.asyncFilter("user", UserFilter.class)
        .asyncFilter("gzip", EagerGzipFilter.class)
        .filter("witness", WitnessFilter.class, ASYNC, "<dispatcher>ASYNC</dispatcher>");

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      RecordedStream own = client.stream("realtime/sse?topic=own/alice&user=alice&format=envelope");
      assertThat(own.head().statusCode()).isEqualTo(200);
      assertThat(own.head().headers().firstValue("X-Witness")).hasValue("user alice own/alice");
      own.awaitText(text -> text.contains("\"welcome\"") && text.contains("alice"));

      HttpResponse<String> foreign = client.get("realtime/sse?topic=own/alice&user=bob");
      assertThat(foreign.statusCode()).isEqualTo(403);
    }
  }

  @Test
  void aFilterThatWrapsOnlyTheRequestCausesNoDetour() throws Exception {
    war.asyncFilter("user", UserFilter.class)
        .filter("witness", WitnessFilter.class, ASYNC, "<dispatcher>ASYNC</dispatcher>");

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      RecordedStream own = client.stream("realtime/sse?topic=own/alice&user=alice");
      assertThat(own.head().statusCode()).isEqualTo(200);
      assertThat(own.head().headers().firstValue("X-Witness")).isEmpty();
      own.awaitText(text -> text.contains("id: "));
    }
  }

  @Test
  void aRefusalAfterTheDetourIsReadable() throws Exception {
    war.asyncFilter("gzip", EagerGzipFilter.class);

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      HttpResponse<String> response = client.get("realtime/sse?topic=open/a&format=odd");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).startsWith("{").endsWith("}").contains("format is not");
    }
  }

  @Test
  void aChainThatHasCommittedIsLoggedOnce() throws Exception {
    war.asyncFilter("commit", CommitFilter.class).asyncFilter("gzip", LazyGzipFilter.class);

    try (TestServer server = TestServer.start(war);
        LogRecorder log = LogRecorder.of("io.tidewire.chain");
        TestClient client = new TestClient(server)) {
      assertThat(client.get("realtime/sse?topic=open/a").body()).doesNotContain("data:");
      client.get("realtime/sse?topic=open/a");

      assertThat(log.messages(Level.SEVERE)).hasSize(1);
      assertThat(log.messages(Level.SEVERE).get(0))
          .contains("/realtime/sse cannot stream: a filter sent or closed the response")
          .contains(LazyGzipFilter.class.getName());
      assertThat(log.failures()).isEmpty();
    }
  }

  /** Our guard is not in front of this filter: the descriptor leaves our fragment out. */
  private War inFront(boolean closing, String dispatchers) {
    return war.declare("<absolute-ordering/>")
        .setting("in-front.closing", Boolean.toString(closing))
        .setting("in-front.dispatchers", dispatchers)
        .listener(InFront.class)
        .declare(
            "<listener><listener-class>io.tidewire.servlet.TidewireListener</listener-class></listener>");
  }

  @Test
  void aWrapperInFrontOfTheGuardIsPassedByAsLongAsItLeavesTheStreamOpen() throws Exception {
    inFront(false, "REQUEST");

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      RecordedStream stream = client.stream("realtime/sse?topic=open/a");
      assertThat(stream.head().headers().map()).doesNotContainKey("content-encoding");
      stream.awaitText(text -> text.contains("id: "));
      client.publish("open/a", 1);
      stream.awaitText(text -> text.contains("data: {\"number\":1}\n"));
      assertThat(stream.lines()).allMatch(line -> SSE_LINE.matcher(line).matches());
    }
  }

  @Test
  void aWrapperInFrontOfTheGuardThatClosesTheStreamIsNamedInTheLog() throws Exception {
    inFront(true, "REQUEST");

    try (TestServer server = TestServer.start(war);
        LogRecorder log = LogRecorder.of("io.tidewire.chain");
        TestClient client = new TestClient(server)) {
      client.get("realtime/sse?topic=open/a");
      client.get("realtime/sse?topic=open/a");

      assertThat(log.messages(Level.SEVERE)).hasSize(1);
      assertThat(log.messages(Level.SEVERE).get(0))
          .contains("cannot stream")
          .contains(EagerGzipFilter.class.getName());
    }
  }

  @Test
  void aWrapperInFrontOfTheGuardThatTakesPartInAllDispatchesIsRefused() throws Exception {
    inFront(false, "REQUEST ASYNC");

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      HttpResponse<String> response = client.get("realtime/sse?topic=open/a");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(response.body())
          .startsWith("{")
          .endsWith("}")
          .contains("cannot stream")
          .contains(EagerGzipFilter.class.getName());
    }
  }
}
