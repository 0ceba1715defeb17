package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.chain.war.EagerGzipFilter;
import io.tidewire.chain.war.LegacyFilter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transports in front of filters that could not go along with them. */
class FirstInChainTest {

  @TempDir Path directory;
  private War war;

  @BeforeEach
  void prepare() {
    war =
        War.in(directory.resolve("war"))
            .setting("realtime.first-in-chain", "true")
            .setting("realtime.heartbeat", "200ms")
            .filter("legacy", LegacyFilter.class, "", "")
            .filter("gzip", EagerGzipFilter.class, "", "");
  }

  @Test
  void allTransportsPassByTheFilters() throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      RecordedStream stream = client.stream("realtime/sse?topic=open/a");
      assertThat(stream.head().statusCode()).isEqualTo(200);
      assertThat(stream.head().headers().map()).doesNotContainKeys("x-passed", "content-encoding");
      stream.awaitText(text -> text.contains("id: "));
      client.publish("open/a", 1);
      stream.awaitText(text -> text.contains("data: {\"number\":1}\n"));
      stream.awaitText(text -> text.contains("\n:"));

      HttpResponse<String> poll = client.get("realtime/poll?topic=open/a&since=start");
      assertThat(poll.headers().map()).doesNotContainKeys("x-passed", "content-encoding");
      assertThat(poll.body()).contains("\"number\":1");

      HttpResponse<String> info = client.get("realtime/info");
      assertThat(info.headers().map()).doesNotContainKeys("x-passed", "content-encoding");
      assertThat(info.body()).contains("\"transports\":[\"sse\",\"websocket\",\"poll\"]");
    }
  }

  @Test
  void aWebSocketConnects() throws Exception {
    try (TestServer server = TestServer.start(war);
        RecordedSocket socket = RecordedSocket.open(server)) {
      socket.awaitText("\"welcome\"");
    }
  }

  @Test
  void otherPathsStillHaveTheirFilters() throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      assertThat(client.get("realtime/other").headers().firstValue("X-Passed")).hasValue("legacy");
      assertThat(client.get("publish").headers().firstValue("X-Passed")).hasValue("legacy");
    }
  }

  @Test
  void rulesStillApply() throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      assertThat(client.get("realtime/sse?topic=forbidden/a").statusCode()).isEqualTo(403);
      assertThat(client.get("realtime/sse?topic=a//b").statusCode()).isEqualTo(400);
    }
  }
}
