package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.Hub;
import io.tidewire.Payload;
import io.tidewire.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that arrive while the application stops are told to come back, each of them. */
@Timeout(120)
class ArrivalsTest {

  private static final String TOPIC = "news";
  private static final int ARRIVALS = 400;
  private static final int MOST_BYTES = 64 * 1024;

  private static final List<String> RESOURCES =
      List.of("sse?topic=news", "sse?topic=news&format=envelope", "poll?topic=news&since=", "ws");

  private static final String UPGRADE =
      String.join(
          "\r\n",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGlkZXdpcmUtdGVzdC1raQ==");

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What one that arrived was asked for, and all that it was answered. */
  private record Answer(String resource, String text) {

    private boolean isTemporaryRefusal() {
      return text.startsWith("HTTP/1.1 503 ")
          && text.matches("(?si).*\r\nretry-after: [0-9]+\r\n.*")
          && text.contains("application/problem+json");
    }

    private boolean isGoodbye() {
      boolean opened = text.startsWith("HTTP/1.1 200") || text.startsWith("HTTP/1.1 101");
      boolean bye =
          text.contains("event: bye")
              || text.contains("\"type\":\"bye\"")
              || text.contains("\"bye\":{");
      return opened && bye && text.contains("\"reconnect\":true");
    }
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  private SignedInTomcat start(boolean upgraded) throws Exception {
    return new SignedInTomcat(
            folder,
            null,
            Map.of(
                "realtime.websocket.upgrade",
                String.valueOf(upgraded),
                "realtime.websocket.close-timeout",
                "1s",
                "realtime.limits.per-user",
                "off"))
        .start();
  }

  private static Hub hub(SignedInTomcat server) {
    return (Hub) server.context.getServletContext().getAttribute("io.tidewire.Hub");
  }

  private static Registration registration(SignedInTomcat server) {
    return (Registration)
        server.context.getServletContext().getAttribute(Registration.class.getName());
  }

  /** Reads until the server ends the connection, a WebSocket until it says goodbye. */
  private static Answer arrive(SignedInTomcat server, String resource) throws IOException {
    int port = server.tomcat.getConnector().getLocalPort();
    String request =
        String.join(
            "\r\n",
            "GET /realtime/" + resource + " HTTP/1.1",
            "Host: 127.0.0.1:" + port,
            "Authorization: " + SignedInTomcat.CREDENTIALS,
            resource.equals("ws") ? UPGRADE : "Connection: close",
            "",
            "");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[MOST_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        read.write(buffer, 0, count);
        if (resource.equals("ws") && isOver(read.toString(StandardCharsets.ISO_8859_1))) {
          break;
        }
      }
      return new Answer(resource, read.toString(StandardCharsets.ISO_8859_1));
    }
  }

  private static boolean isOver(String text) {
    return text.contains("\"type\":\"bye\"")
        || (text.contains("\r\n\r\n") && !text.contains(" 101 "));
  }

  @ParameterizedTest(name = "upgraded {0}")
  @ValueSource(booleans = {false, true})
  void eachThatArrivesIsToldToComeBack(boolean upgraded) throws Exception {
    try (SignedInTomcat server = start(upgraded)) {
      String cursor =
          hub(server)
              .publish(Topic.of("other"), "n", Payload.json("1"))
              .toCompletableFuture()
              .join()
              .toString();
      List<Future<Answer>> arrivals = new ArrayList<>();
      for (int i = 0; i < ARRIVALS; i++) {
        String resource = RESOURCES.get(i % RESOURCES.size());
        String whole = resource.endsWith("since=") ? resource + cursor : resource;
        arrivals.add(threads.submit(() -> arrive(server, whole)));
        if (i == ARRIVALS / 4) {
          await("some to be served").until(() -> hub(server).subscriptions(Topic.of(TOPIC)) > 0);
          threads.execute(registration(server)::sendClientsAway);
        }
      }

      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> arrival : arrivals) {
        answers.add(arrival.get(60, TimeUnit.SECONDS));
      }
      assertThat(answers)
          .allSatisfy(
              answer ->
                  assertThat(answer.isGoodbye() || answer.isTemporaryRefusal())
                      .as(answer.toString())
                      .isTrue());
      assertThat(answers).anyMatch(Answer::isGoodbye).anyMatch(Answer::isTemporaryRefusal);
    }
  }

  /** On the other road it is upgraded first, and told then. */
  @Test
  void anUpgradeThatComesTooLateIsRefusedForNow() throws Exception {
    try (SignedInTomcat server = start(false)) {
      registration(server).sendClientsAway();

      Answer answer = arrive(server, "ws");

      assertThat(answer.isTemporaryRefusal()).as(answer.toString()).isTrue();
      assertThat(answer.text())
          .contains("\"code\":\"overloaded\"", "X-Content-Type-Options: nosniff");
    }
  }
}
