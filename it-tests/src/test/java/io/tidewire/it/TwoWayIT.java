package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.twoway.Desk;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients send reaches methods of beans, and rooms; what becomes of connections does, too:
 * with the server's own CDI where it has one, else with one that the application brings.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
class TwoWayIT {
  private static final Site SITE = new Site("twoway");
  private static final int MANY = 50;

  /** The default of {@code realtime.limits.inbound}. */
  private static final int MAY_WAIT = 64;

  private static final int TOO_MANY = MAY_WAIT + 8;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return ShrinkWrap.create(WebArchive.class, SITE.name() + ".war")
        .addAsLibraries(Server.librariesWithCdi())
        .addPackage(Desk.class.getPackage())
        .addAsWebInfResource(Server.beansXml(), "beans.xml");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private WsClient open() {
    return clients.webSocket(SITE.webSocket());
  }

  private static JsonObjectBuilder send(String id, String to, String event) {
    return Json.createObjectBuilder()
        .add("type", "send")
        .add("id", id)
        .add("to", to)
        .add("event", event);
  }

  private static JsonObject line(String text) {
    return Json.createObjectBuilder().add("text", text).build();
  }

  private static JsonObject publish(String id, String topic, String event, String text) {
    return Json.createObjectBuilder()
        .add("type", "publish")
        .add("id", id)
        .add("topic", topic)
        .add("event", event)
        .add("data", line(text))
        .build();
  }

  /** The answer to the request of this id. */
  private static Envelope answer(WsClient client, String id) {
    return client
        .frames()
        .await(
            "the answer to " + id,
            frame ->
                (frame.type().equals("ack") || frame.type().equals("error"))
                    && frame.text("id").equals(id));
  }

  @Test
  void aMessageIsHandledAndAnswered() {
    WsClient client = open();
    client.send(send("1", "desk/hall", "line").add("data", line("hi")).build());

    Envelope answer = answer(client, "1");
    assertThat(answer.type()).isEqualTo("ack");
    assertThat(answer.data().asJsonObject().getString("said")).isEqualTo("somebody in hall: hi");
  }

  /** In one frame and in several, and answered in base64. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20_000})
  void bytesAreHandledAndAnswered(int size) {
    WsClient client = open();
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    byte[] head = (send("1", "mirror", "picture").build() + "\n").getBytes(StandardCharsets.UTF_8);
    client.sendBinary(head, bytes);

    Envelope answer = answer(client, "1");
    assertThat(answer.type()).isEqualTo("ack");
    assertThat(answer.text("encoding")).isEqualTo("base64");
    assertThat(answer.text("contentType")).isEqualTo("image/png");
    assertThat(Base64.getDecoder().decode(answer.text("data"))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "refuse, sold-out",
    "fail, internal",
    "secret, forbidden",
    "nowhere, unknown-address",
    "desk, unknown-address",
  })
  void whatIsNotHandledIsToldByItsCode(String to, String code) {
    WsClient client = open();
    client.send(send("1", to, "line").add("data", line("hi")).build());

    Envelope answer = answer(client, "1");
    assertThat(answer.type()).isEqualTo("error");
    assertThat(answer.text("code")).isEqualTo(code);
    assertThat(answer.text("message")).doesNotContain(Desk.class.getName());
  }

  @Test
  void whatDoesNotFitIsToldByItsPath() {
    WsClient client = open();
    JsonObject odd =
        Json.createObjectBuilder()
            .add("text", "hi")
            .add("times", Json.createObjectBuilder())
            .build();
    client.send(send("1", "desk/hall", "line").add("data", odd).build());

    Envelope answer = answer(client, "1");
    assertThat(answer.text("code")).isEqualTo("bad-request");
    assertThat(answer.text("message")).startsWith("data.times ");
  }

  /** And each message has a request context of its own. */
  @Test
  void messagesOfOneConnectionAreHandledInTheirOrder() {
    WsClient client = open();
    for (int i = 0; i < MANY; i++) {
      client.send(send("" + i, "count", "tick").build());
    }

    int[] places =
        IntStream.range(0, MANY)
            .mapToObj(i -> answer(client, "" + i).data().asJsonObject())
            .peek(answer -> assertThat(answer.getInt("turn")).isEqualTo(1))
            .mapToInt(answer -> answer.getInt("place"))
            .toArray();
    assertThat(places).isSorted().doesNotHaveDuplicates();
  }

  /** While messages of others are handled. */
  @Test
  void moreThanMayWaitForOneConnectionAreRefused() {
    WsClient client = open();
    for (int i = 0; i < TOO_MANY; i++) {
      client.send(send("" + i, "hold/of-one", "tick").build());
    }
    Envelope refused = client.await("error");
    assertThat(refused.text("code")).isEqualTo("rate-limited");

    WsClient other = open();
    other.send(send("release", "release/of-one", "tick").build());
    assertThat(answer(other, "release").type()).isEqualTo("ack");

    Set<String> acknowledged = new HashSet<>();
    for (int i = 0; i < MAY_WAIT; i++) {
      acknowledged.add(client.await("ack").text("id"));
    }
    assertThat(acknowledged).hasSize(MAY_WAIT).doesNotContain(refused.text("id"));
    client.send(send("after", "count", "tick").build());
    assertThat(answer(client, "after").type()).isEqualTo("ack");
  }

  @Test
  void aHandlerPublishesForItsSender() {
    Follower reader = webSocketIn("rooms/tell");
    WsClient client = open();
    client.send(send("1", "desk/tell", "tell").add("data", line("hi all")).build());

    assertThat(answer(client, "1").type()).isEqualTo("ack");
    Envelope event = reader.next("event");
    assertThat(event.text("event")).isEqualTo("line");
    assertThat(event.data().asJsonObject().getString("text")).isEqualTo("hi all");
  }

  private Follower webSocketIn(String room) {
    return Follower.open(clients, SITE, Transport.WEBSOCKET, List.of(), room);
  }

  @Test
  void aClientPublishesWhereARuleAllowsIt() {
    Follower reader = webSocketIn("rooms/open");
    WsClient client = open();
    client.send(publish("1", "rooms/closed", "line", "hi"));
    client.send(publish("2", "rooms/open", "shout", "hi"));
    client.send(publish("3", "rooms/open", "line", "hi"));

    assertThat(answer(client, "1").text("code")).isEqualTo("forbidden");
    assertThat(answer(client, "2").text("code")).isEqualTo("forbidden");
    Envelope ack = answer(client, "3");
    assertThat(ack.type()).isEqualTo("ack");
    assertThat(reader.next("event").text("cursor")).isEqualTo(ack.text("cursor"));
  }

  @Test
  void beansObserveWhatBecomesOfAConnection() {
    WsClient client = open();
    String connection = client.await("welcome").text("connection");
    client.subscribe("rooms/visited");
    client.await("subscribed");
    client.unsubscribe("rooms/visited");
    client.await("unsubscribed");
    client.sendClose(1000);

    String all =
        "connected by websocket, subscribed rooms/visited, unsubscribed rooms/visited,"
            + " disconnected";
    Await.until(
        all, () -> Site.get(SITE.page("visits?connection=" + connection)).body().equals(all));
  }
}
