package io.tidewire.it;

import static io.tidewire.it.app.account.WrittenTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.account.AccountRules;
import io.tidewire.it.app.account.AccountServlet;
import io.tidewire.it.app.account.WrittenTokens;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import io.tidewire.spi.TokenVerifier;
import jakarta.json.Json;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A connection lives no longer than its right to: it ends with the sign-out, the session or the
 * token that it stands on, on every transport, and with those of nobody else.
 */
@ArquillianTest
@RunAsClient
@Timeout(180)
class SignOutIT {
  private static final Site SITE = new Site("account");
  private static final String ROOM = "rooms/sign-out";

  /** Each connection has a room of its own, which is empty when it has ended. */
  private static final AtomicInteger ROOMS = new AtomicInteger();

  private static final String HALL = "halls/open";

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    WebArchive war =
        SITE.archive(Map.of(), AccountRules.class)
            .addPackage(AccountServlet.class.getPackage())
            .addAsServiceProvider(TokenVerifier.class, WrittenTokens.class);
    return Server.ID.equals("jetty") ? war.setWebXML(new StringAsset(withLogin())) : war;
  }

  /** Jetty signs nobody in without a way to, and of its ways only this one uses the session. */
  private static String withLogin() {
    return """
    <web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'>
      <login-config>
        <auth-method>FORM</auth-method>
        <form-login-config>
          <form-login-page>/login</form-login-page>
          <form-error-page>/login</form-error-page>
        </form-login-config>
      </login-config>
    </web-app>
    """;
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private static Visitor signedIn(String user) {
    Visitor visitor = new Visitor(SITE);
    act(visitor, "in?user=" + user);
    assertThat(visitor.user()).isEqualTo(user);
    return visitor;
  }

  private static String act(Visitor visitor, String action) {
    HttpResponse<String> answer = visitor.ask("POST", "account/" + action);
    assertThat(answer.statusCode()).as(action + ": " + answer.body()).isEqualTo(200);
    return answer.body();
  }

  /**
   * Connects, and returns when the server has the subscription.
   *
   * @return waits for the end, and tells the reason that the client was given
   */
  private Supplier<String> connect(Transport transport, Map<String, String> headers) {
    String topic = "rooms/" + ROOMS.incrementAndGet();
    Supplier<String> end =
        switch (transport) {
          case SSE -> stream(clients.sse(SITE.envelopes(topic), headers));
          case WEBSOCKET -> socket(clients.webSocket(SITE.webSocket(), headers), topic);
          case POLL -> poll(headers, topic);
        };
    Await.until("the subscription", () -> SITE.subscriptions(topic) == 1);
    return end;
  }

  private static Supplier<String> stream(SseClient client) {
    return () -> {
      Envelope bye =
          client
              .events()
              .await("a goodbye", event -> event.envelope().type().equals("bye"))
              .envelope();
      client.ends().await();
      return reason(bye);
    };
  }

  private static Supplier<String> socket(WsClient client, String topic) {
    client.subscribe(topic);
    client.await("subscribed");
    return () -> {
      assertThat(client.ends().await().code()).isIn(Server.closeCodesOfSignOut());
      List<Envelope> goodbyes =
          client.frames().all().stream().filter(frame -> frame.type().equals("bye")).toList();
      if (Server.mayForestallGoodbyes() && goodbyes.isEmpty()) {
        return "signed-out";
      }
      assertThat(goodbyes).hasSize(1);
      return reason(goodbyes.get(0));
    };
  }

  private static Supplier<String> poll(Map<String, String> headers, String topic) {
    String cursor =
        Json.createReader(new StringReader(ask(SITE.poll(topic), headers).join().body()))
            .readObject()
            .getString("cursor");
    Await.until("the end of the first poll", () -> SITE.subscriptions(topic) == 0);
    CompletableFuture<HttpResponse<String>> waiting =
        ask(Http.with(Http.with(SITE.poll(topic), "since", cursor), "wait", "60"), headers);
    return () ->
        Json.createReader(new StringReader(Await.result("an answer", waiting).body()))
            .readObject()
            .getJsonObject("bye")
            .getString("reason");
  }

  private static CompletableFuture<HttpResponse<String>> ask(URI uri, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    headers.forEach(request::header);
    return Site.HTTP.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private static String reason(Envelope bye) {
    assertThat(bye.json().getBoolean("reconnect")).isFalse();
    return bye.text("reason");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aLogoutEndsThemThoughTheSessionGoesOn(Transport transport) {
    Visitor ann = signedIn("ann");
    Supplier<String> end = connect(transport, ann.headers());

    act(ann, "logout");

    assertThat(end.get()).isEqualTo("signed-out");
    assertThat(ann.user()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theEndOfTheSessionEndsThem(Transport transport) {
    Visitor ann = signedIn("ann");
    Supplier<String> end = connect(transport, ann.headers());

    act(ann, "invalidate");

    assertThat(end.get()).isEqualTo("signed-out");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theEndOfTheSessionEndsThemThoughAnotherTakesItsPlace(Transport transport) {
    Visitor ann = signedIn("ann");
    Supplier<String> end = connect(transport, ann.headers());

    act(ann, "renew");

    assertThat(end.get()).isEqualTo("signed-out");
  }

  /** The container notices at the next request of the session, if not before. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aSessionThatTimesOutEndsThem(Transport transport) {
    Visitor ann = signedIn("ann");
    Supplier<String> end = connect(transport, ann.headers());

    act(ann, "idle");
    CompletableFuture<String> later =
        CompletableFuture.supplyAsync(
            ann::user, CompletableFuture.delayedExecutor(2500, TimeUnit.MILLISECONDS));
    Await.result("a look after the timeout", later);

    assertThat(end.get()).isEqualTo("signed-out");
  }

  /** Every login changes the id. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aConnectionFollowsItsSessionToItsNewId(Transport transport) {
    Visitor visitor = new Visitor(SITE);
    String before = act(visitor, "begin");
    String after = act(visitor, "in?user=ann");
    assertThat(after).isNotEqualTo(before);
    Supplier<String> end = connect(transport, visitor.headers());
    String last = act(visitor, "in?user=ann");
    assertThat(last).isNotEqualTo(after);

    act(visitor, "invalidate");

    assertThat(end.get()).isEqualTo("signed-out");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anotherUserInTheSessionEndsThem(Transport transport) {
    Visitor visitor = signedIn("ann");
    Supplier<String> end = connect(transport, visitor.headers());

    act(visitor, "in?user=ben");

    assertThat(end.get()).isIn("other-user", "signed-out");
    assertThat(visitor.user()).isEqualTo("ben");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theApplicationEndsThoseOfASessionOrOfAUser(Transport transport) {
    Visitor ann = signedIn("ann");
    Supplier<String> first = connect(transport, ann.headers());
    act(ann, "end-session");
    assertThat(first.get()).isEqualTo("signed-out");

    Supplier<String> second = connect(transport, ann.headers());
    act(new Visitor(SITE), "end-user?user=ann");
    assertThat(second.get()).isEqualTo("signed-out");
    assertThat(ann.user()).isEqualTo("ann");
  }

  @Test
  void nobodyElseIsEnded() {
    Visitor ann = signedIn("ann");
    SseClient other = clients.sse(SITE.envelopes(HALL), signedIn("ann").headers());
    SseClient ben = clients.sse(SITE.envelopes(HALL), signedIn("ben").headers());
    SseClient anonymous = clients.sse(SITE.envelopes(HALL));
    Map<String, String> both = bearer(ann.headers(), "ann", "reader", inAnHour());
    SseClient byToken = clients.sse(SITE.envelopes(HALL), both);
    List<SseClient> all = List.of(other, ben, anonymous, byToken);
    all.forEach(client -> client.events().await("'subscribed'", SignOutIT::isSubscribed));
    Supplier<String> end = connect(Transport.SSE, ann.headers());

    act(ann, "invalidate");
    assertThat(end.get()).isEqualTo("signed-out");

    SITE.publish(1, HALL);
    for (SseClient client : all) {
      client.events().await("the event", event -> event.envelope().type().equals("event"));
      client.ends().assertExhausted();
    }
  }

  private static boolean isSubscribed(SseEvent event) {
    return event.envelope().type().equals("subscribed");
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  private static Map<String, String> bearer(
      Map<String, String> more, String user, String role, Instant end) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("Authorization", "Bearer " + token(user, role, end));
    return headers;
  }

  private static void authenticate(WsClient client, String user, String role) {
    client.send(
        Json.createObjectBuilder()
            .add("type", "auth")
            .add("token", token(user, role, inAnHour()))
            .build());
  }

  @Test
  void anothersTokenEndsAConnection() {
    WsClient ann = clients.webSocket(SITE.webSocket(), signedIn("ann").headers());
    assertThat(ann.await("welcome").text("user")).isEqualTo("ann");

    authenticate(ann, "ben", "reader");

    assertThat(ann.await("error").text("code")).isEqualTo("unauthorized");
    assertThat(ann.ends().await().code()).isEqualTo(4001);
  }

  /** A token, where one is given, decides alone. */
  @Test
  void aTokenGoesBeforeTheCookieOfAnother() {
    Visitor ann = signedIn("ann");
    Map<String, String> both = bearer(ann.headers(), "ben", "reader", inAnHour());
    WsClient socket = clients.webSocket(SITE.webSocket(), both);
    assertThat(socket.await("welcome").text("user")).isEqualTo("ben");
    SseClient stream = clients.sse(SITE.envelopes(HALL), both);
    assertThat(stream.events().await().envelope().text("user")).isEqualTo("ben");
    stream.events().await("'subscribed'", SignOutIT::isSubscribed);

    act(ann, "invalidate");

    SITE.publish(1, HALL);
    stream.events().await("the event", event -> event.envelope().type().equals("event"));
  }

  @Test
  void anExpiredTokenIsNotMadeGoodByACookie() {
    Map<String, String> both =
        bearer(signedIn("ann").headers(), "ann", "reader", Instant.now().minusSeconds(60));
    assertThat(ask(SITE.sse(ROOM), both).join().statusCode()).isEqualTo(401);
    assertThat(ask(SITE.poll(ROOM), both).join().statusCode()).isEqualTo(401);
    assertThat(clients.webSocket(SITE.webSocket(), both).ends().await().code())
        .as("a page does not see the status of a handshake")
        .isEqualTo(1008);
  }

  /** All at once: the token has to last until they are connected. */
  @Test
  void aConnectionEndsWithItsToken() {
    Map<String, String> passing =
        bearer(Map.of(), "ann", "reader", Instant.now().plus(Duration.ofSeconds(12)));
    List<Supplier<String>> ends =
        Stream.of(Transport.values()).map(transport -> connect(transport, passing)).toList();

    assertThat(ends).allSatisfy(end -> assertThat(end.get()).isEqualTo("token-expired"));
  }

  @Test
  void aTokenWhoseRolesShrankTakesTheTopicsAway() {
    WsClient ann =
        clients.webSocket(SITE.webSocket(), bearer(Map.of(), "ann", "clerk", inAnHour()));
    ann.subscribe("desks/one", ROOM);
    ann.await("subscribed");
    ann.await("subscribed");

    authenticate(ann, "ann", "reader");

    assertThat(ann.await("unsubscribed").topic()).isEqualTo("desks/one");
    Envelope error = ann.await("error");
    assertThat(error.text("code")).isEqualTo("forbidden");
    assertThat(error.topic()).isEqualTo("desks/one");
    SITE.publish(1, "desks/one", ROOM);
    assertThat(ann.await("event").topic()).isEqualTo(ROOM);
  }

  /** {@code share} of {@code info}, by which the tabs of a browser share a connection. */
  private static String share(Visitor visitor, String... headers) {
    HttpResponse<String> info = visitor.ask("GET", "realtime/info", headers);
    assertThat(info.statusCode()).isEqualTo(200);
    return Envelope.unbatch(info.body()).get(0).text("share");
  }

  @Test
  void theTabsOfASessionHaveANameInCommonForEachUser() {
    Visitor ann = signedIn("ann");
    Visitor elsewhere = signedIn("ann");
    String anns = share(ann);
    assertThat(anns).matches("[A-Za-z0-9_-]{22}").doesNotContain(ann.session());
    assertThat(share(ann.copy())).isEqualTo(anns);
    assertThat(share(elsewhere)).hasSize(22).isNotEqualTo(anns);

    act(ann, "in?user=ben");
    assertThat(share(ann)).hasSize(22).isNotEqualTo(anns);
    act(ann, "logout");
    assertThat(share(ann)).isEmpty();
  }

  @Test
  void whoIsNotKnownByASessionHasNoneAndGetsNone() {
    Visitor nobody = new Visitor(SITE);
    assertThat(share(nobody)).isEmpty();
    assertThat(share(nobody, "Authorization", "Bearer " + inAnHour("ann"))).isEmpty();
    assertThat(nobody.session()).as("no session was begun").isNull();

    act(nobody, "begin");
    assertThat(share(nobody)).as("a session without a user").isEmpty();
    Visitor ann = signedIn("ann");
    assertThat(share(ann, "Authorization", "Bearer " + inAnHour("ann")))
        .as("the token alone says who it is")
        .isEmpty();
  }

  /** So that a client can renew its token in time. */
  @Test
  void aStreamIsToldWhenItsTokenEnds() {
    Instant end = Instant.now().plus(Duration.ofHours(1));
    SseClient stream =
        clients.sse(
            SITE.envelopes("rooms/told"),
            Map.of("Authorization", "Bearer " + token("ann", "clerk", end)));
    Envelope welcome = stream.events().await().envelope();
    assertThat(welcome.type()).isEqualTo("welcome");
    assertThat(Instant.parse(welcome.text("tokenExpires")).getEpochSecond())
        .isEqualTo(end.getEpochSecond());
  }

  private static String inAnHour(String user) {
    return token(user, "clerk", Instant.now().plus(Duration.ofHours(1)));
  }
}
