package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.File;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample as it is shipped, as scripts drive it: users of the server's own, and two ways. */
@ArquillianTest
@RunAsClient
@Timeout(120)
class SampleIT {
  private static final Site SITE = new Site("sample");
  private static final String FOREIGN = "https://evil.example";

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive sample() {
    return ShrinkWrap.create(ZipImporter.class, SITE.name() + ".war")
        .importFrom(new File(System.getProperty("sample.war")))
        .as(WebArchive.class);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private static String credentials(String user, String password) {
    return Json.createObjectBuilder()
        .add("user", user)
        .add("password", password)
        .build()
        .toString();
  }

  private static Visitor signedIn(String user) {
    Visitor visitor = new Visitor(SITE);
    HttpResponse<String> answer = visitor.post("session", credentials(user, user));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    return visitor;
  }

  private WsClient socket(Visitor visitor) {
    return clients.webSocket(SITE.webSocket(), visitor.headers());
  }

  /** A WebSocket of somebody who has subscribed to a room. */
  private WsClient in(String room, Visitor visitor) {
    WsClient socket = socket(visitor);
    socket.subscribe("rooms/" + room);
    socket
        .frames()
        .await("the room", frame -> is("subscribed", frame) && frame.topic().startsWith("rooms/"));
    return socket;
  }

  private static boolean is(String type, Envelope frame) {
    return frame.type().equals(type);
  }

  private static JsonObjectBuilder command(String type, String id) {
    return Json.createObjectBuilder().add("type", type).add("id", id);
  }

  private static JsonObject line(String id, String room, String event, String text) {
    return command("publish", id)
        .add("topic", "rooms/" + room)
        .add("event", event)
        .add("data", Json.createObjectBuilder().add("text", text))
        .build();
  }

  private static JsonObject send(String id, String to, String text) {
    return command("send", id)
        .add("to", to)
        .add("event", "line")
        .add("data", Json.createObjectBuilder().add("text", text))
        .build();
  }

  private static Envelope answer(WsClient socket, String id) {
    return socket
        .frames()
        .await(
            "the answer to " + id,
            frame -> (is("ack", frame) || is("error", frame)) && frame.text("id").equals(id));
  }

  private static String text(Envelope frame) {
    return frame.data().asJsonObject().getString("text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann", "ben", "ops"})
  void usersSignInAndOut(String user) {
    Visitor visitor = signedIn(user);
    assertThat(visitor.user()).isEqualTo(user);

    assertThat(visitor.ask("DELETE", "session").statusCode()).isEqualTo(204);
    assertThat(visitor.user()).isEmpty();
    assertThat(visitor.ask("DELETE", "session").statusCode()).isEqualTo(204);
  }

  /** So whoever has made a browser use an id of a session is not signed in by it. */
  @Test
  void theSessionIdChanges() {
    Visitor visitor = signedIn("ann");
    Visitor knowing = visitor.copy();
    String before = visitor.session();
    assertThat(before).isNotEmpty();

    assertThat(visitor.post("session", credentials("ben", "ben")).statusCode()).isEqualTo(204);

    assertThat(visitor.user()).isEqualTo("ben");
    assertThat(visitor.session()).isNotEqualTo(before);
    assertThat(knowing.user()).isNotEqualTo("ben");
  }

  @ParameterizedTest
  @CsvSource({"ann,ben", "ann,''", "nobody,nobody"})
  void whoIsUnknownIsRefused(String user, String password) {
    Visitor visitor = new Visitor(SITE);
    assertThat(visitor.post("session", credentials(user, password)).statusCode()).isEqualTo(401);
    assertThat(visitor.user()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type,   application/x-www-form-urlencoded, 415",
    "Content-Type,   text/plain,                        415",
    "Origin,         " + FOREIGN + ",                   403",
    "Origin,         null,                              403",
    "Sec-Fetch-Site, cross-site,                        403",
    "Sec-Fetch-Site, same-site,                         403",
  })
  void aForeignPageSignsNobodyIn(String header, String value, int status) {
    Visitor visitor = new Visitor(SITE);
    HttpResponse<String> answer = visitor.post("session", credentials("ann", "ann"), header, value);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(visitor.user()).isEmpty();
  }

  @Test
  void anOwnPageSignsIn() {
    Visitor visitor = new Visitor(SITE);
    String own = "http://127.0.0.1:" + Site.PORT;
    assertThat(
            visitor
                .post(
                    "session",
                    credentials("ann", "ann"),
                    "Origin",
                    own,
                    "Sec-Fetch-Site",
                    "same-origin")
                .statusCode())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{}", "{\"user\":\"ann\"}", "{\"user\":7,\"password\":\"ann\"}"})
  void whatIsNoSignInIsRefused(String body) {
    assertThat(new Visitor(SITE).post("session", body).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"Origin," + FOREIGN, "Sec-Fetch-Site,cross-site"})
  void aForeignPageSignsNobodyOut(String header, String value) {
    Visitor ann = signedIn("ann");
    assertThat(ann.ask("DELETE", "session", header, value).statusCode()).isEqualTo(403);
    assertThat(ann.user()).isEqualTo("ann");
  }

  @Test
  void aSignOutEndsTheConnectionsOfItsSessionOnly() {
    Visitor ann = signedIn("ann");
    WsClient socket = socket(ann);
    SseClient stream = clients.sse(SITE.envelopes("rooms/lobby"), ann.headers());
    stream.events().await("the room", event -> is("subscribed", event.envelope()));
    assertThat(socket.await("welcome").text("user")).isEqualTo("ann");
    WsClient elsewhere = socket(signedIn("ann"));
    assertThat(elsewhere.await("welcome").text("user")).isEqualTo("ann");

    assertThat(ann.ask("DELETE", "session").statusCode()).isEqualTo(204);

    assertSignedOut(stream);
    assertThat(socket.ends().await().code()).isIn(Server.closeCodesOfSignOut());
    elsewhere.send(send("1", "echo", "still here"));
    assertThat(answer(elsewhere, "1").type()).isEqualTo("ack");
  }

  private static void assertSignedOut(SseClient stream) {
    JsonObject bye =
        stream.events().await("a goodbye", event -> is("bye", event.envelope())).envelope().json();
    assertThat(bye.getString("reason")).isEqualTo("signed-out");
    assertThat(bye.getBoolean("reconnect")).isFalse();
  }

  @Test
  void aLineReachesAllWhoAreInTheRoom() {
    WsClient ann = in("talk", signedIn("ann"));
    WsClient ben = in("talk", signedIn("ben"));

    ann.send(line("1", "talk", "line", "<b>hi</b>"));

    Envelope ack = answer(ann, "1");
    assertThat(ack.type()).isEqualTo("ack");
    for (WsClient reader : new WsClient[] {ann, ben}) {
      Envelope event = reader.await("event");
      assertThat(event.topic()).isEqualTo("rooms/talk");
      assertThat(event.text("event")).isEqualTo("line");
      assertThat(event.text("from")).isEqualTo("ann");
      assertThat(event.text("cursor")).isEqualTo(ack.text("cursor"));
      assertThat(text(event)).isEqualTo("<b>hi</b>");
    }
  }

  @Test
  void aLineIsPublishedByARequestToo() {
    WsClient ben = in("posted", signedIn("ben"));
    HttpResponse<String> answer =
        signedIn("ann").post("realtime/send", line("1", "posted", "line", "hi").toString());
    assertThat(Envelope.unbatch(answer.body()).get(0).type()).isEqualTo("ack");
    assertThat(ben.await("event").text("from")).isEqualTo("ann");
  }

  @Test
  void aRoomTakesNothingButLines() {
    WsClient ann = in("lines", signedIn("ann"));
    ann.send(line("1", "lines", "shout", "HI"));
    assertThat(answer(ann, "1").text("code")).isEqualTo("forbidden");
  }

  @Test
  void nobodyElseReadsOrWritesInARoom() {
    WsClient nobody = socket(new Visitor(SITE));
    nobody.subscribe("rooms/lobby");
    assertThat(nobody.await("error").text("code")).isEqualTo("forbidden");
    nobody.send(line("1", "lobby", "line", "hi"));
    assertThat(answer(nobody, "1").text("code")).isEqualTo("forbidden");
    assertThat(Site.get(SITE.sse("rooms/lobby")).statusCode()).isEqualTo(403);
    assertThat(Site.get(SITE.poll("rooms/lobby")).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann", ""})
  void anEchoAnswersWithWhatItGot(String user) {
    Visitor visitor = user.isEmpty() ? new Visitor(SITE) : signedIn(user);
    WsClient socket = socket(visitor);
    socket.send(send("1", "echo", "hi"));
    Envelope ack = answer(socket, "1");
    assertThat(ack.type()).isEqualTo("ack");
    assertThat(text(ack)).isEqualTo("hi");

    HttpResponse<String> posted =
        visitor.post("realtime/send", send("2", "echo", "hi again").toString());
    assertThat(text(Envelope.unbatch(posted.body()).get(0))).isEqualTo("hi again");
  }

  @Test
  void anyOtherAddressIsUnknown() {
    WsClient socket = socket(signedIn("ann"));
    socket.send(send("1", "elsewhere", "hi"));
    Envelope error = answer(socket, "1");
    assertThat(error.type()).isEqualTo("error");
    assertThat(error.text("code")).isEqualTo("unknown-address");
  }

  private static String notice(String to, String text) {
    return Json.createObjectBuilder().add("to", to).add("text", text).build().toString();
  }

  @Test
  void aNoticeReachesItsUserAlone() {
    WsClient ann = socket(signedIn("ann"));
    WsClient ben = socket(signedIn("ben"));
    ann.await("subscribed");
    ben.await("subscribed");
    Visitor ops = signedIn("ops");

    assertThat(ops.post("notices", notice("ann", "to ann")).statusCode()).isEqualTo(204);
    assertThat(ops.post("notices", notice("ben", "to ben")).statusCode()).isEqualTo(204);

    Envelope event = ann.await("event");
    assertThat(event.topic()).isEqualTo("$user/ann");
    assertThat(event.text("event")).isEqualTo("notice");
    assertThat(text(event)).isEqualTo("to ann");
    assertThat(text(ben.await("event"))).isEqualTo("to ben");
  }

  @Test
  void aUserMaySubscribeToTheOwnNoticesOnly() {
    WsClient ann = socket(signedIn("ann"));
    ann.subscribe("$user/ben");
    assertThat(ann.await("error").text("code")).isEqualTo("forbidden");
    ann.subscribe("$user/ann");
    ann.await("subscribed");
  }

  @Test
  void onlyTheOperatorTellsAndDisconnects() {
    Visitor ops = signedIn("ops");
    for (String path : new String[] {"notices", "users/ann/disconnect"}) {
      String body = notice("ann", "hi");
      assertThat(new Visitor(SITE).post(path, body).statusCode()).as(path).isEqualTo(401);
      assertThat(signedIn("ann").post(path, body).statusCode()).as(path).isEqualTo(403);
      assertThat(ops.post(path, body, "Origin", FOREIGN).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(ops.post("notices", notice("", "hi")).statusCode()).isEqualTo(400);
    assertThat(ops.post("notices", notice("ann", "")).statusCode()).isEqualTo(400);
    assertThat(ops.post("notices", "text", "Content-Type", "text/plain").statusCode())
        .isEqualTo(415);
    assertThat(ops.ask("POST", "users/ann").statusCode()).isEqualTo(404);
  }

  @Test
  void theOperatorEndsAUsersConnections() {
    Visitor visitor = signedIn("ann");
    WsClient ann = socket(visitor);
    ann.await("welcome");
    SseClient stream = clients.sse(SITE.envelopes("rooms/lobby"), visitor.headers());
    stream.events().await("the room", event -> is("subscribed", event.envelope()));
    WsClient ben = socket(signedIn("ben"));
    ben.await("welcome");

    assertThat(signedIn("ops").ask("POST", "users/ann/disconnect").statusCode()).isEqualTo(204);

    assertThat(ann.ends().await().code()).isEqualTo(4001);
    assertSignedOut(stream);
    ben.send(send("1", "echo", "still here"));
    assertThat(answer(ben, "1").type()).isEqualTo("ack");
    assertThat(visitor.user()).as("the session goes on").isEqualTo("ann");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "chat.html", "operator.html"})
  void thePagesAreThere(String page) {
    assertThat(Site.get(SITE.page(page)).body()).contains("Tidewire");
  }
}
