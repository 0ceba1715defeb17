package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways in which an application may be described, and what it may get wrong. */
class DeploymentTest {

  private static final String LISTENER =
      "<listener><listener-class>io.tidewire.servlet.TidewireListener</listener-class></listener>";

  @TempDir Path directory;
  private War war;

  @BeforeEach
  void prepare() {
    war = War.in(directory.resolve("war")).setting("realtime.heartbeat", "200ms");
  }

  static Stream<Arguments> descriptors() {
    String complete = "metadata-complete=\"true\"";
    return Stream.of(
        Arguments.of("nothing special", "", ""),
        Arguments.of("metadata-complete", complete, ""),
        Arguments.of("our fragment alone", "", ordering("<name>tidewire</name>")),
        Arguments.of("others", "", ordering("<others/>")),
        Arguments.of("not our fragment, one line", "", ordering("<name>x</name>") + LISTENER),
        Arguments.of("all of it", complete, ordering("") + LISTENER),
        Arguments.of("one line too many", "", LISTENER));
  }

  private static String ordering(String content) {
    return "<absolute-ordering>" + content + "</absolute-ordering>";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("descriptors")
  void everyTransportWorks(String name, String attributes, String xml) throws Exception {
    war.attributes(attributes).declare(xml);

    try (LogRecorder log = LogRecorder.of("");
        TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server);
        RecordedSocket socket = RecordedSocket.open(server)) {
      socket.send("{\"type\":\"subscribe\",\"topic\":\"open/a\"}");
      socket.awaitText("\"subscribed\"");
      RecordedStream stream = client.stream("realtime/sse?topic=open/a");
      stream.awaitText(text -> text.contains("id: "));
      client.publish("open/a", 1);

      socket.awaitText("\"number\":1");
      stream.awaitText(text -> text.contains("data: {\"number\":1}\n"));
      HttpResponse<String> poll = client.get("realtime/poll?topic=open/a&since=start");
      assertThat(poll.body()).contains("\"number\":1");
      HttpResponse<String> info = client.get("realtime/info");
      assertThat(info.body()).contains("[\"sse\",\"websocket\",\"poll\"]");
      assertThat(log.failures()).isEmpty();
    }
  }

  @Test
  void withoutFragmentAndLineThereIsNothing() throws Exception {
    war.declare(ordering(""));

    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      assertThat(server.isDeployed()).isTrue();
      assertThat(client.get("realtime/info").statusCode()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "realtime.heartbeat | banana | realtime.heartbeat=banana (context-param): must be a time"
            + " from 100ms to 1h",
        "realtime.hartbeat | 20s | realtime.hartbeat (context-param): there is no such setting; did"
            + " you mean realtime.heartbeat?",
        "realtime.path | realtime | realtime.path=realtime (context-param): must be a path",
      })
  void aWrongSettingStopsTheDeployment(String name, String value, String message) throws Exception {
    War wrong = War.in(directory.resolve("wrong")).setting(name, value);

    try (LogRecorder log = LogRecorder.of("");
        TestServer server = TestServer.start(wrong);
        TestClient client = new TestClient(server)) {
      assertThat(server.isDeployed()).isFalse();
      assertThat(log.failures()).anySatisfy(failure -> assertThat(failure).contains(message));
      assertThat(client.get("realtime/info").statusCode()).isIn(List.of(404, 503));
      assertThat(client.get("publish").statusCode()).isIn(List.of(404, 503));
    }
  }

  @Test
  void allWrongSettingsAreToldAtOnce() throws Exception {
    war.setting("realtime.loops", "many").setting("realtime.nonsense", "1");

    try (LogRecorder log = LogRecorder.of("");
        TestServer server = TestServer.start(war)) {
      assertThat(server.isDeployed()).isFalse();
      assertThat(log.failures())
          .anySatisfy(
              failure ->
                  assertThat(failure)
                      .contains(
                          "2 settings are invalid", "realtime.loops=many", "realtime.nonsense"));
    }
  }
}
