package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.LogRecorder;
import io.tidewire.chain.TestServer;
import io.tidewire.chain.War;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits by address, on every road into a real server. */
class AddressLimitsTest {

  private static final String CLIENT = "client=tab-0123456789abcdef";

  @TempDir Path directory;

  private final List<Socket> open = new ArrayList<>();
  private final LogRecorder refusals = LogRecorder.of("io.tidewire");

  private War war(String upgrade) {
    return War.in(directory.resolve("war"))
        .setting("realtime.websocket.upgrade", upgrade)
        .setting("realtime.public-topics", "open/*")
        .setting("realtime.trusted-proxies", "127.0.0.0/8");
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    refusals.close();
  }

  private static String from(String address) {
    return "X-Forwarded-For: " + address;
  }

  /** Opens a road and leaves it open; returns the head of the answer. */
  private String hold(TestServer server, String resource, String address) throws IOException {
    URI uri = server.uri("realtime/" + resource);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
    open.add(socket);
    socket.setSoTimeout(20_000);
    String upgrade =
        String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGlkZXdpcmUtdGVzdC1raQ==",
            "");
    String request =
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n%s\r\n"
            .formatted(
                uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                uri.getPort(),
                from(address),
                resource.startsWith("ws") ? upgrade : "");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  @ParameterizedTest
  @CsvSource({
    "sse?topic=open/a&format=envelope, false",
    "poll?topic=open/a, false",
    "poll?topic=open/a&client=short, false",
    "ws, false",
    "ws, true"
  })
  void anAddressThatConnectsTooOftenIsToldToWait(String resource, String upgrade) throws Exception {
    War war = war(upgrade).setting("realtime.limits.connects", "3");
    try (TestServer server = TestServer.start(war)) {
      for (int i = 0; i < 3; i++) {
        assertThat(hold(server, resource, "203.0.113.9")).doesNotContain("429");
      }
      RawAnswer refused =
          resource.equals("ws")
              ? RawAnswer.upgrade(server, from("203.0.113.9"))
              : RawAnswer.of(server, "GET", resource, from("203.0.113.9"));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(5, 65);
      assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
      assertThat(hold(server, resource, "203.0.113.8")).as("another").doesNotContain("429");
      assertThat(RawAnswer.of(server, "GET", "info", from("203.0.113.9")).status()).isEqualTo(200);
      assertThat(refusals.messages())
          .filteredOn(line -> line.contains("realtime.limits.connects"))
          .singleElement()
          .asString()
          .contains("rate-limited");
    }
  }

  /**
   * What is refused over a WebSocket is open for a while, and counts; with a token that nobody
   * verifies, too.
   */
  @ParameterizedTest
  @CsvSource({"ws", "ws?access_token=bad"})
  void socketsThatAreRefusedLeaveRoomForOtherAddresses(String resource) throws Exception {
    War war =
        war("true")
            .setting("realtime.max-connections", "100")
            .setting("realtime.websocket.close-timeout", "60s")
            .setting("realtime.limits.per-address", "1");
    try (TestServer server = TestServer.start(war)) {
      for (int i = 0; i < 90; i++) {
        assertThat(hold(server, resource, "203.0.113.9")).contains("101");
      }
      // The container answers a handshake before the WebSocket is there to be counted.
      await().until(() -> hold(server, resource, "203.0.113.9").contains("429"));
      String stream = "sse?topic=open/a&format=envelope";
      assertThat(hold(server, stream, "203.0.113.8")).contains("200");
    }
  }

  @Test
  void refusedRequestsCountAsAttempts() throws Exception {
    War war = war("false").setting("realtime.limits.connects", "2");
    try (TestServer server = TestServer.start(war)) {
      String resource = "sse?topic=open/a&format=envelope";
      String[] foreign = {from("203.0.113.9"), "Origin: https://evil.example"};
      assertThat(RawAnswer.of(server, "GET", resource, foreign).status()).isEqualTo(403);
      assertThat(RawAnswer.of(server, "GET", resource, foreign).status()).isEqualTo(403);
      assertThat(RawAnswer.of(server, "GET", resource, from("203.0.113.9")).status())
          .isEqualTo(429);
      assertThat(
              RawAnswer.of(server, "GET", "sse?topic=open/a", from("203.0.113.9"))
                  .header("Content-Type"))
          .as("an EventSource would give up at any other status than 200")
          .startsWith("text/event-stream");
    }
  }

  @Test
  void theNextPollOfANamedClientIsNoAttempt() throws Exception {
    War war = war("false").setting("realtime.limits.connects", "2");
    try (TestServer server = TestServer.start(war)) {
      for (int i = 0; i < 5; i++) {
        RawAnswer answer =
            RawAnswer.of(server, "GET", "poll?topic=open/a&" + CLIENT, from("203.0.113.9"));
        assertThat(answer.status()).isEqualTo(200);
      }
      String stream = "sse?topic=open/a&format=envelope&" + CLIENT;
      assertThat(hold(server, stream, "203.0.113.9")).contains("200");
      assertThat(hold(server, stream, "203.0.113.9")).as("a stream is one").contains("429");
    }
  }

  @ParameterizedTest
  @CsvSource({"sse?topic=open/a, false", "ws, false", "ws, true"})
  void connectionsOfOneAddressAreBoundedOnEachRoad(String road, String upgrade) throws Exception {
    War war = war(upgrade).setting("realtime.limits.per-address", "2");
    try (TestServer server = TestServer.start(war)) {
      String stream = "sse?topic=open/a&format=envelope";
      assertThat(hold(server, road, "2001:db8:1:2::1")).doesNotContain("429");
      assertThat(hold(server, road, "2001:db8:1:2::2")).doesNotContain("429");
      assertThat(hold(server, stream, "2001:db8:1:2::3")).as("of the same /64").contains("429");
      assertThat(hold(server, stream, "2001:db8:1:3::3")).contains("200");
      assertThat(refusals.messages())
          .filteredOn(line -> line.contains("realtime.limits.per-address"))
          .singleElement()
          .asString()
          .contains("rate-limited");
    }
  }

  @Test
  void aProxyThatIsNotTrustedIsNamedInTheLog() throws Exception {
    War war = war("false").setting("realtime.trusted-proxies", "10.0.0.0/8");
    try (TestServer server = TestServer.start(war)) {
      assertThat(hold(server, "ws", "203.0.113.9")).contains("101");
      assertThat(hold(server, "sse?topic=open/a", "203.0.113.9")).contains("200");
      assertThat(refusals.messages())
          .filteredOn(line -> line.contains("X-Forwarded-For"))
          .singleElement()
          .asString()
          .contains("127.0.0.1", "realtime.trusted-proxies");
    }
  }
}
