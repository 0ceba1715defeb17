package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.it.app.NamedByQuery;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.WsClient;
import io.tidewire.spi.Authenticator;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever ends a connection, its client hears in the same words why, and whether to come back: on
 * an event stream in either form, on a WebSocket, and in the answer to a poll.
 */
@ArquillianTest
@RunAsClient
@Timeout(60)
class TerminalEndsIT {
  private static final Site SITE = new Site("ends");
  private static final Site AGING = new Site("aging");
  private static final int EXPIRES_MILLIS = 1_500;
  private static final int MOST_AFTER_AGE = 2_000;

  private final Clients clients = new Clients();

  @Deployment(name = "ends", testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of())
        .addClass(NamedByQuery.class)
        .addAsServiceProvider(Authenticator.class, NamedByQuery.class);
  }

  @Deployment(name = "aging", testable = false)
  static WebArchive applicationOfOldSockets() {
    return AGING.archive(Map.of("realtime.websocket.max-age", "1s"));
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  /** One client of each form. */
  private record Forms(
      SseClient plain, SseClient envelopes, WsClient socket, CompletableFuture<PollAnswer> poll) {

    void assertEnded(CloseReason reason) {
      SseEvent bye = plain.events().await("a goodbye", event -> event.type().equals("bye"));
      assertThat(bye.data())
          .isEqualTo(
              "{\"reason\":\"%s\",\"reconnect\":%s}".formatted(reason.code(), reason.reconnect()));
      assertThat(plain.ends().await().code()).isEqualTo(200);
      assertBye(
          envelopes
              .events()
              .await("a goodbye", event -> event.envelope().type().equals("bye"))
              .envelope(),
          reason);
      assertThat(envelopes.ends().await().code()).isEqualTo(200);
      assertBye(socket.await("bye"), reason);
      assertThat(socket.ends().await().code()).isEqualTo(reason.webSocketCode());
      PollAnswer answer = Await.result("the answer to the poll", poll);
      assertThat(answer.events()).isEmpty();
      if (reason == CloseReason.MAX_AGE) {
        assertThat(answer.bye()).as("a poll that is old just begins again").isEmpty();
      } else {
        assertThat(answer.bye()).hasValueSatisfying(said -> assertBye(said, reason));
      }
    }

    private static void assertBye(Envelope bye, CloseReason reason) {
      assertThat(bye.text("reason")).isEqualTo(reason.code());
      assertThat(bye.json().getBoolean("reconnect")).isEqualTo(reason.reconnect());
      assertThat(bye.json().containsKey("after")).isEqualTo(reason.reconnect());
    }
  }

  private Forms open(String topic, UnaryOperator<URI> as) {
    PollAnswer now = Await.result("a cursor", PollAnswer.request(Site.HTTP, SITE.poll(topic)));
    WsClient socket = clients.webSocket(as.apply(SITE.webSocket()));
    socket.subscribe(topic);
    return new Forms(
        clients.sse(as.apply(SITE.sse(topic))),
        clients.sse(as.apply(SITE.envelopes(topic))),
        socket,
        PollAnswer.request(
            Site.HTTP, as.apply(Http.with(SITE.poll(topic), "since", now.cursor()))));
  }

  /** Those that an application may give; the others say what has become of a socket. */
  @ParameterizedTest
  @EnumSource(
      value = CloseReason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNRESPONSIVE", "DISCONNECTED"})
  void anEndHasTheSameReasonOnEachForm(CloseReason reason) {
    String name = reason.name().toLowerCase(Locale.ROOT);
    String topic = "open/ends/" + name;
    Forms forms = open(topic, uri -> Http.with(uri, "name", name));
    Await.until("all clients", () -> SITE.subscriptions(topic) == 4);

    SITE.post("control/disconnect?user=" + name + "&reason=" + reason);

    forms.assertEnded(reason);
  }

  @Test
  void aRightThatEndsIsToldOnEachForm() {
    Forms forms =
        open(
            "open/ends/expired",
            uri -> Http.with(Http.with(uri, "name", "guest"), "expires", "" + EXPIRES_MILLIS));

    assertThat(forms.socket.await("welcome").text("tokenExpires")).isNotEmpty();
    forms.assertEnded(CloseReason.TOKEN_EXPIRED);
  }

  @Test
  void aWebSocketThatIsOldIsToldToComeBackAndResumes() {
    String topic = "open/aging";
    WsClient socket = clients.webSocket(AGING.webSocket());
    socket.subscribe(topic);
    String cursor = socket.await("subscribed").text("cursor");
    Envelope bye = socket.await("bye");
    assertThat(bye.text("reason")).isEqualTo("max-age");
    assertThat(bye.json().getInt("after")).isBetween(0, MOST_AFTER_AGE);
    assertThat(socket.ends().await().code()).isEqualTo(1001);
    AGING.publish(1, topic);

    WsClient back = clients.webSocket(AGING.webSocket());
    back.resume(cursor, topic);

    assertThat(back.await("subscribed").json().getBoolean("recovered")).isTrue();
    assertThat(back.await("event").data().asJsonObject().getInt("n")).isEqualTo(1);
  }
}
