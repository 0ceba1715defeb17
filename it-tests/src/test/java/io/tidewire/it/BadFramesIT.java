package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import io.tidewire.it.kit.WsClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket frames that are wrong get an error or a close code, and harm nobody. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class BadFramesIT {
  private static final Site SITE = new Site("bad-frames");
  private static final int MOST_BYTES = 4 * 1024;
  private static final int MOST_SUBSCRIPTIONS = 16;

  private final Clients clients = new Clients();
  private Bystanders bystanders;

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(
        Map.of(
            "realtime.max-subscriptions", Integer.toString(MOST_SUBSCRIPTIONS),
            "realtime.max-message", Integer.toString(MOST_BYTES)));
  }

  @BeforeEach
  void openBystanders() {
    bystanders = new Bystanders(SITE);
  }

  @AfterEach
  void bystandersAreUndisturbed() {
    clients.close();
    bystanders.assertUndisturbed();
    bystanders.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "banana | bad-request | JSON",
        "{\"type\":\"subscribe\" | bad-request | JSON",
        "{\"type\":\"subscribe\",} | bad-request | JSON",
        "{\"type\":\"pong\"} x | bad-request | JSON",
        "{\"type\":\"pong\",\"type\":\"pong\"} | bad-request | twice",
        "{\"type\":\"pong\",\"x\":01} | bad-request | JSON",
        "17 | bad-request | not a JSON object",
        "[17] | bad-request | not a JSON object",
        "{} | bad-request | 'type' is missing",
        "{\"type\":17} | bad-request | 'type' is not a string",
        "{\"type\":\"banana\"} | unknown-type | not known",
        "{\"type\":\"subscribe\"} | bad-request | topic",
        "{\"type\":\"subscribe\",\"topic\":\"a\",\"topics\":[\"a\"]} | bad-request | topic",
        "{\"type\":\"subscribe\",\"topics\":[]} | bad-request | no topic",
        "{\"type\":\"subscribe\",\"topics\":[17]} | bad-request | 'topics'",
        "{\"type\":\"subscribe\",\"topic\":\"open//a\"} | bad-request | open//a",
        "{\"type\":\"subscribe\",\"topic\":\"open/**/a\"} | bad-request | open/**/a",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"since\":\"x\"} | bad-request | start",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"since\":17} | bad-request | 'since'",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"rewind\":\"x\"} | bad-request | 'rewind'",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"rewind\":-1} | bad-request | rewind",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"rewind\":1e9} | bad-request | rewind",
        "{\"type\":\"unsubscribe\"} | bad-request | 'topic' is missing",
        "{\"type\":\"unsubscribe\",\"topic\":\"a b\"} | bad-request | a b",
        "{\"type\":\"subscribe\",\"topic\":\"elsewhere/a\"} | forbidden | elsewhere/a",
        "{\"type\":\"publish\",\"event\":\"e\",\"data\":1} | bad-request | 'topic' is missing",
        "{\"type\":\"publish\",\"topic\":\"open/a\",\"data\":1} | bad-request | 'event' is missing",
        "{\"type\":\"publish\",\"topic\":\"open/a\",\"event\":\"e\"} | bad-request | 'data' is"
            + " missing",
        "{\"type\":\"publish\",\"topic\":\"open/*\",\"event\":\"e\",\"data\":1} | bad-request |"
            + " open/*",
        "{\"type\":\"publish\",\"topic\":\"open/a\",\"event\":\"ping\",\"data\":1} | bad-request |"
            + " ping",
        "{\"type\":\"publish\",\"topic\":\"open/a\",\"event\":\"e\",\"data\":1} | forbidden |"
            + " open/a",
        "{\"type\":\"send\",\"event\":\"e\"} | bad-request | 'to' is missing",
        "{\"type\":\"send\",\"to\":\"desk\"} | bad-request | 'event' is missing",
        "{\"type\":\"send\",\"to\":\"a b\",\"event\":\"e\"} | bad-request | a b",
        "{\"type\":\"send\",\"to\":\"desk\",\"event\":\"e\"} | unknown-address | desk",
        "{\"type\":\"presence\",\"topic\":\"open/a\",\"data\":1} | unknown-type | not known"
      })
  void aBadFrameIsAnsweredAndTheConnectionGoesOn(String frame, String code, String message) {
    WsClient client = clients.webSocket(SITE.webSocket());

    client.sendText(frame);

    Envelope error = client.await("error");
    assertThat(error.text("code")).isEqualTo(code);
    assertThat(error.text("message")).contains(message);
    client.subscribe("open/after");
    assertThat(client.await("subscribed").topic()).isEqualTo("open/after");
    assertThat(client.ends().all()).isEmpty();
  }

  @Test
  void theIdOfABadRequestComesBack() {
    WsClient client = clients.webSocket(SITE.webSocket());

    client.sendText("{\"type\":\"subscribe\",\"topic\":\"open//a\",\"id\":\"7\"}");

    assertThat(client.await("error").text("id")).isEqualTo("7");
  }

  @Test
  void deepNestingIsRefused() {
    WsClient client = clients.webSocket(SITE.webSocket());

    client.sendText("[".repeat(MOST_BYTES / 2) + "]".repeat(MOST_BYTES / 2));

    Envelope error = client.await("error");
    assertThat(error.text("code")).isEqualTo("bad-request");
    assertThat(error.text("message")).contains("nested deeper");
  }

  @Test
  void subscribingBeyondTheLimitIsRefusedAndWhatIsHeldStays() {
    WsClient client = clients.webSocket(SITE.webSocket());
    String[] allowed =
        IntStream.range(0, MOST_SUBSCRIPTIONS).mapToObj(i -> "open/" + i).toArray(String[]::new);
    client.subscribe(allowed);
    client.frames().await(1 + MOST_SUBSCRIPTIONS);

    client.subscribe("open/more");
    assertThat(client.await("error").text("code")).isEqualTo("rate-limited");

    client.unsubscribe("open/3");
    client.await("unsubscribed");
    client.subscribe("open/more");
    client.await("subscribed");
    SITE.publish(1, "open/0", "open/more");
    assertThat(client.await("event").topic()).isEqualTo("open/0");
    assertThat(client.await("event").topic()).isEqualTo("open/more");
  }

  @Test
  void aFrameThatNamesTooManyTopicsIsRefused() {
    WsClient client = clients.webSocket(SITE.webSocket());

    client.subscribe(
        IntStream.range(0, MOST_SUBSCRIPTIONS + 1)
            .mapToObj(i -> "open/" + i)
            .toArray(String[]::new));

    assertThat(client.await("error").text("message")).contains("at most 16");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anOversizedMessageIsRefusedWith1009WholeAndInFragments(int parts) {
    WsClient client = clients.webSocket(SITE.webSocket());
    client.await("welcome");
    String[] message = new String[parts];
    Arrays.fill(message, "x".repeat(MOST_BYTES / parts + 1));

    client.sendText(message);

    assertTooLarge(client);
  }

  @Test
  void theLimitCountsBytesAndAMessageOfExactlyThatSizePasses() {
    WsClient client = clients.webSocket(SITE.webSocket());
    String pong = "{\"type\":\"pong\"}";
    client.sendText(pong + " ".repeat(MOST_BYTES - pong.length()));
    client.subscribe("open/size");
    client.await("subscribed");

    client.sendText("\"" + "ä".repeat(MOST_BYTES / 2) + "\"");

    assertTooLarge(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no newline | bad-request | a newline",
        "[17]~ | bad-request | not a JSON object",
        "banana~ | bad-request | not JSON",
        "{}~ | bad-request | 'type' is missing",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\"}~ | unknown-type | binary",
        "{\"type\":\"publish\",\"topic\":\"open/a\",\"event\":\"e\",\"data\":1}~ | bad-request |"
            + " data",
        "{\"type\":\"publish\",\"topic\":\"open/a\",\"event\":\"e\"}~x | forbidden | open/a",
      })
  void aBadBinaryFrameIsAnsweredAndTheConnectionGoesOn(String frame, String code, String message) {
    WsClient client = clients.webSocket(SITE.webSocket());

    client.sendBinary(frame.replace('~', '\n').getBytes(StandardCharsets.UTF_8));

    Envelope error = client.await("error");
    assertThat(error.text("code")).isEqualTo(code);
    assertThat(error.text("message")).contains(message);
    client.subscribe("open/a");
    client.await("subscribed");
  }

  @Test
  void aBinaryMessageAboveTheLimitIsClosedWith1009() {
    WsClient client = clients.webSocket(SITE.webSocket());

    client.sendBinary(new byte[MOST_BYTES], new byte[1]);

    assertTooLarge(client);
  }

  @Test
  void badUtf8IsClosedWith1007() {
    RawWebSocket socket = open();

    socket.send(new Frame(RawWebSocket.TEXT, true, new byte[] {'"', (byte) 0xc3, '"'}));

    assertThat(socket.awaitClose()).isEqualTo(1007);
  }

  /** Without a payload: what the server left unread would reset the connection under its close. */
  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "payara|glassfish",
      disabledReason = "this server keeps a WebSocket whose frames have no mask")
  void anUnmaskedFrameIsClosedWith1002() {
    RawWebSocket socket = open();

    socket.sendBytes(Frame.text(Server.readsMasksUnasked() ? "mask" : "").encode(false));

    assertThat(socket.awaitClose()).isEqualTo(1002);
  }

  @Test
  void halfAFrameDelaysNobody() {
    byte[] frame = Frame.text("{\"type\":\"pong\"}").encode(true);
    open().sendBytes(Arrays.copyOf(frame, frame.length / 2));

    bystanders.assertUndisturbed();
    bystanders.close();
    bystanders = new Bystanders(SITE);
  }

  @Test
  void aLoneSurrogateInAnIdComesBackEscaped() {
    WsClient client = clients.webSocket(SITE.webSocket());

    client.sendText("{\"type\":\"banana\",\"id\":\"\\ud800\\u0000\"}");

    assertThat(client.await("error").text("id").getBytes(StandardCharsets.UTF_16BE)).hasSize(4);
    assertThat(client.ends().all()).isEmpty();
  }

  private static void assertTooLarge(WsClient client) {
    assertThat(client.await("error").text("code")).isEqualTo("too-large");
    Envelope bye = client.await("bye");
    assertThat(bye.text("reason")).isEqualTo("too-large");
    assertThat(bye.json().getBoolean("reconnect")).isFalse();
    assertThat(client.ends().await().code()).isEqualTo(1009);
  }

  private RawWebSocket open() {
    return clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws")));
  }
}
