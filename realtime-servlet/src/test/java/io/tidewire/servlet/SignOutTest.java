package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.Hub;
import io.tidewire.Topic;
import java.io.IOException;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of users who sign out, on a real server with real sessions. */
@Timeout(120)
class SignOutTest {

  private static final int PATIENCE_SECONDS = 20;
  private static final String SIGNED_OUT = "\"reason\":\"signed-out\",\"reconnect\":false";

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable SignedInTomcat server;

  /** Keeps all that it was sent, and how it was closed. */
  private static final class Socket implements WebSocket.Listener {
    private final StringWriter text = new StringWriter();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      closed.completeExceptionally(failure);
    }
  }

  /** A browser in which somebody has signed in: its cookie. */
  private final class Browser {
    private String cookie;

    Browser() throws IOException, InterruptedException {
      cookie =
          cookie(
                  client.send(
                      HttpRequest.newBuilder(server().uri("http", "info"))
                          .header("Authorization", SignedInTomcat.CREDENTIALS)
                          .build(),
                      HttpResponse.BodyHandlers.ofString()))
              .orElseThrow();
    }

    private static Optional<String> cookie(HttpResponse<String> response) {
      return response
          .headers()
          .firstValue("Set-Cookie")
          .map(field -> field.substring(0, field.indexOf(';')));
    }

    CompletableFuture<String> open(String resource) {
      return client
          .sendAsync(
              HttpRequest.newBuilder(server().uri("http", resource))
                  .header("Cookie", cookie)
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .thenApply(HttpResponse::body);
    }

    Socket webSocket() throws Exception {
      Socket socket = new Socket();
      WebSocket opened =
          client
              .newWebSocketBuilder()
              .header("Cookie", cookie)
              .buildAsync(server().uri("ws", "ws"), socket)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      opened.sendText("{\"type\":\"subscribe\",\"topic\":\"news\"}", true).join();
      return socket;
    }

    /** Does something with the session on a page of the application. */
    void does(String action) throws IOException, InterruptedException {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(server().account(action)).header("Cookie", cookie).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      cookie = cookie(response).orElse(cookie);
    }
  }

  private SignedInTomcat server() {
    assertThat(server).isNotNull();
    return server;
  }

  private void start(Map<String, String> settings) throws Exception {
    server = new SignedInTomcat(folder, null, settings).start();
  }

  @AfterEach
  void stop() throws Exception {
    server().close();
  }

  private Hub hub() {
    return (Hub) server().context.getServletContext().getAttribute("io.tidewire.Hub");
  }

  private void awaitSubscriptions(long count) {
    await("the subscriptions").until(() -> hub().subscriptions(Topic.of("news")) == count);
  }

  private String now() {
    return hub().publish(Topic.of("other"), "n", "1").toCompletableFuture().join().toString();
  }

  private static String text(CompletableFuture<String> answer) throws Exception {
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @ParameterizedTest(name = "upgraded {0}")
  @ValueSource(strings = {"false", "true"})
  void logoutWithoutInvalidateEndsWhatCameFromTheSession(String upgraded) throws Exception {
    start(Map.of("realtime.websocket.upgrade", upgraded));
    Browser browser = new Browser();
    Browser other = new Browser();
    CompletableFuture<String> plain = browser.open("sse?topic=news");
    CompletableFuture<String> envelopes = browser.open("sse?format=envelope&topic=news");
    CompletableFuture<String> poll = browser.open("poll?topic=news&since=" + now());
    Socket socket = browser.webSocket();
    CompletableFuture<String> others = other.open("sse?topic=news");
    awaitSubscriptions(5);

    browser.does("nothing");
    assertThat(plain).isNotDone();
    browser.does("logout");
    assertThat(text(plain)).contains("event: bye", SIGNED_OUT);
    assertThat(text(envelopes)).contains("\"type\":\"bye\"", SIGNED_OUT);
    assertThat(text(poll)).contains("\"bye\":{", SIGNED_OUT);
    assertThat(socket.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(4001);
    assertThat(socket.text.toString()).contains(SIGNED_OUT);
    awaitSubscriptions(1);
    assertThat(others).as("another session of the same user").isNotDone();
  }

  @Test
  void theEndOfTheSessionEndsThem() throws Exception {
    start(Map.of());
    Browser browser = new Browser();
    CompletableFuture<String> stream = browser.open("sse?topic=news");
    Socket socket = browser.webSocket();
    awaitSubscriptions(2);
    browser.does("invalidate");
    assertThat(text(stream)).contains(SIGNED_OUT);
    assertThat(socket.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("by us, or by the container, whoever is first")
        .isIn(4001, 1008);
  }

  @Test
  void aSessionIsFollowedThroughItsIds() throws Exception {
    start(Map.of());
    Browser browser = new Browser();
    CompletableFuture<String> stream = browser.open("sse?topic=news");
    awaitSubscriptions(1);
    String before = browser.cookie;
    browser.does("rename");
    assertThat(browser.cookie).isNotEqualTo(before);
    browser.does("rename");
    assertThat(stream).isNotDone();
    browser.does("invalidate");
    assertThat(text(stream)).contains(SIGNED_OUT);
  }

  @Test
  void anotherUserInTheSameSessionEndsThoseOfTheOneBefore() throws Exception {
    start(Map.of());
    Browser browser = new Browser();
    CompletableFuture<String> annas = browser.open("sse?topic=news");
    awaitSubscriptions(1);
    browser.does("ben");
    assertThat(text(annas)).contains("\"reason\":\"other-user\",\"reconnect\":false");
    CompletableFuture<String> bens = browser.open("sse?topic=news");
    awaitSubscriptions(1);
    browser.does("nothing");
    assertThat(bens).isNotDone();
    browser.does("invalidate");
    assertThat(text(bens)).contains(SIGNED_OUT);
  }

  @Test
  void theFilterCanBeLeftOut() throws Exception {
    start(Map.of("realtime.logout-filter", "false"));
    Browser browser = new Browser();
    CompletableFuture<String> stream = browser.open("sse?topic=news");
    awaitSubscriptions(1);
    browser.does("logout");
    assertThat(stream).isNotDone();
    hub().user("anna").disconnect();
    assertThat(text(stream)).contains(SIGNED_OUT);
  }

  /** The name by which the tabs of one browser share a connection. */
  private static String share(CompletableFuture<String> info) throws Exception {
    return text(info).replaceFirst(".*\"share\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void theTabsOfASessionHaveANameInCommonForEachUser() throws Exception {
    start(Map.of());
    Browser browser = new Browser();
    List<CompletableFuture<String>> tabs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tabs.add(new Browser().open("info"));
      tabs.add(browser.open("info"));
    }
    Set<String> names = new HashSet<>();
    Set<String> annas = new HashSet<>();
    for (int i = 0; i < tabs.size(); i++) {
      (i % 2 == 0 ? names : annas).add(share(tabs.get(i)));
    }
    assertThat(annas).hasSize(1).allSatisfy(name -> assertThat(name).hasSize(22));
    assertThat(names).as("of other sessions").hasSize(8).doesNotContainAnyElementsOf(annas);

    browser.does("rename");
    assertThat(annas).as("the session has only another id").contains(share(browser.open("info")));
    browser.does("ben");
    String bens = share(browser.open("info"));
    assertThat(bens).hasSize(22).isNotIn(annas);
    assertThat(share(browser.open("info"))).isEqualTo(bens);
  }
}
