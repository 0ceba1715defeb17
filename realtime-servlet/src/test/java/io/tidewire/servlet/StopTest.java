package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.Hub;
import io.tidewire.Topic;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stop tells clients that have signed in to come back, like all others, although the container
 * ends their sessions and, with these, their WebSockets.
 */
@Timeout(120)
class StopTest {

  private static final String TOPIC = "news";

  @TempDir Path folder;

  /** What the application is stopped by. */
  enum Stop {
    UNDEPLOY {
      @Override
      void stop(SignedInTomcat server) throws LifecycleException {
        server.context.stop();
        server.tomcat.getHost().removeChild(server.context);
      }
    },
    RELOAD {
      @Override
      void stop(SignedInTomcat server) {
        server.context.reload();
      }
    },
    SERVER {
      @Override
      void stop(SignedInTomcat server) throws LifecycleException {
        server.tomcat.stop();
      }
    };

    abstract void stop(SignedInTomcat server) throws LifecycleException;
  }

  @ParameterizedTest(name = "{0}, sessions stored in {1}, upgraded {2}")
  @CsvSource({
    "UNDEPLOY,,false",
    "UNDEPLOY,sessions.ser,false",
    "RELOAD,,false",
    "RELOAD,sessions.ser,false",
    "SERVER,,false",
    "SERVER,sessions.ser,false",
    "UNDEPLOY,sessions.ser,true",
    "SERVER,,true"
  })
  void clientsThatHaveSignedInAreToldToComeBack(Stop stop, String sessions, boolean upgraded)
      throws Exception {
    try (SignedInTomcat server =
        new SignedInTomcat(
            folder, sessions, Map.of("realtime.websocket.upgrade", String.valueOf(upgraded)))) {
      server.start();
      HttpClient client = HttpClient.newHttpClient();
      HeardSocket socket = HeardSocket.open(client, server);
      socket.subscribe(TOPIC);
      assertThat(socket.text()).contains("\"user\":\"anna\"");
      CompletableFuture<String> plain = get(client, server, "sse?topic=" + TOPIC);
      CompletableFuture<String> envelopes =
          get(client, server, "sse?format=envelope&topic=" + TOPIC);
      await().until(() -> subscriptions(server) == 3);
      CompletableFuture<String> poll = get(client, server, "poll?topic=news&since=" + now(server));
      await().until(() -> subscriptions(server) == 4);
      assertThat(server.context.getManager().getActiveSessions()).isPositive();

      stop.stop(server);

      assertThat(socket.closed()).isEqualTo(1012);
      assertThat(socket.text()).contains("\"type\":\"bye\"").contains("\"reconnect\":true");
      assertThat(plain.get(20, TimeUnit.SECONDS))
          .contains("event: bye")
          .contains("retry:")
          .contains("\"reconnect\":true");
      assertThat(envelopes.get(20, TimeUnit.SECONDS))
          .contains("\"type\":\"bye\"")
          .contains("\"reconnect\":true");
      assertThat(poll.get(20, TimeUnit.SECONDS))
          .contains("\"bye\":{")
          .contains("\"reconnect\":true");
    }
  }

  private static CompletableFuture<String> get(
      HttpClient client, SignedInTomcat server, String resource) {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("http", resource))
            .header("Authorization", SignedInTomcat.CREDENTIALS)
            .build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  private static Hub hub(SignedInTomcat server) {
    return (Hub) server.context.getServletContext().getAttribute("io.tidewire.Hub");
  }

  private static long subscriptions(SignedInTomcat server) {
    return hub(server).subscriptions(Topic.of(TOPIC));
  }

  private static String now(SignedInTomcat server) throws IOException {
    return hub(server).publish(Topic.of("other"), "n", "1").toCompletableFuture().join().toString();
  }
}
