package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.caller.CallerRules;
import io.tidewire.it.app.caller.ejb.Staff;
import io.tidewire.it.app.caller.ejb.Vault;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import jakarta.json.Json;
import jakarta.json.JsonString;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A rule sees the same on every transport: the subscriber with name, roles and attributes, and on a
 * full server the caller of enterprise beans.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
class CallerIT {
  private static final Site SITE = new Site("caller");
  private static final int TURNS = 400;
  private static final int TRIOS = 8;
  private static final int SESSIONS = 40;
  private static final int MILLI = 1_000_000;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    WebArchive war =
        ShrinkWrap.create(WebArchive.class, SITE.name() + ".war")
            .addAsLibraries(Server.librariesWithCdi())
            .addPackage(CallerRules.class.getPackage())
            .addAsWebInfResource(Server.beansXml(), "beans.xml")
            // Tomcat looks at credentials where none are required only if it is told to.
            .addAsManifestResource(
                new StringAsset("<Context preemptiveAuthentication='true'/>"), "context.xml")
            .setWebXML(new StringAsset(descriptor()));
    if (Server.carriesCallers()) {
      return war.addPackage(Vault.class.getPackage());
    }
    return Server.isFull() ? war.addClass(Staff.class) : war;
  }

  private static String descriptor() {
    String login =
        Server.isFull() ? "" : "<login-config><auth-method>BASIC</auth-method></login-config>";
    return """
    <web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'>
      <context-param>
        <param-name>realtime.roles</param-name>
        <param-value>%s</param-value>
      </context-param>
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>push</web-resource-name>
          <url-pattern>/signed-in</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>manager-script</role-name></auth-constraint>
      </security-constraint>
      %s
      <security-role><role-name>manager-script</role-name></security-role>
    </web-app>
    """
        .formatted(
            IntStream.range(0, 100).mapToObj(i -> "role-" + i).collect(Collectors.joining(",")),
            login);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private static Map<String, String> signedIn(String name) {
    byte[] bytes = (name + ":" + name).getBytes(StandardCharsets.US_ASCII);
    return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  /** Begins a session of this tenant and customer; its cookie. */
  private static Map<String, String> enter(String tenant, String customer) {
    HttpResponse<String> entered =
        Site.get(SITE.page("enter?tenant=" + tenant + "&customer=" + customer));
    assertThat(entered.statusCode()).isEqualTo(200);
    String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
    return Map.of("Cookie", cookie.substring(0, cookie.indexOf(';')));
  }

  private static String[] flat(Map<String, String> headers) {
    return headers.entrySet().stream()
        .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
        .toArray(String[]::new);
  }

  /** Whether the sender of these headers may subscribe. */
  private boolean may(Transport transport, Map<String, String> headers, String topic) {
    return switch (transport) {
      case SSE -> maySse(headers, topic);
      case WEBSOCKET -> may(clients.webSocket(SITE.webSocket(), headers), topic);
      case POLL -> granted(Site.get(SITE.poll(topic), flat(headers)));
    };
  }

  /** An event stream that is granted does not end, so only a refusal is waited for. */
  private boolean maySse(Map<String, String> headers, String topic) {
    URI uri = SITE.envelopes(topic);
    StringBuilder request = new StringBuilder("GET ").append(uri.getRawPath());
    request.append('?').append(uri.getRawQuery()).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    RawHttp connection = clients.raw();
    connection.send(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    int status = connection.readHead().status();
    assertThat(status).isIn(200, 403);
    return status == 200;
  }

  private static boolean granted(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isIn(200, 403);
    return answer.statusCode() == 200;
  }

  private static boolean may(WsClient socket, String topic) {
    socket.subscribe(topic);
    Envelope answer =
        socket
            .frames()
            .await(
                "an answer",
                frame -> frame.type().equals("subscribed") || frame.type().equals("error"));
    boolean granted = answer.type().equals("subscribed");
    assertThat(granted || answer.text("code").equals("forbidden")).as("%s", answer.json()).isTrue();
    return granted;
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aRuleSeesWhatTheAuthenticatorReadInTheSession(Transport transport) {
    Map<String, String> session = enter("acme", "4711");

    assertThat(may(transport, session, "tenants/acme/4711")).isTrue();
    assertThat(may(transport, session, "tenants/acme/4712")).isFalse();
    assertThat(may(transport, session, "tenants/other/4711")).isFalse();
    assertThat(may(transport, Map.of(), "tenants/none/none")).as("without a session").isTrue();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theRolesAreTheSame(Transport transport) {
    Map<String, String> deployer = signedIn("deployer");

    assertThat(may(transport, deployer, "named/deployer")).isTrue();
    assertThat(may(transport, deployer, "named/auditor")).isFalse();
    for (String topic : List.of("descriptor", "member", "standard")) {
      assertThat(may(transport, deployer, topic)).as(topic).isTrue();
      assertThat(may(transport, Map.of(), topic)).as(topic + " anonymously").isFalse();
    }
    assertThat(may(transport, deployer, "others")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aRoleThatNothingNamesIsNotHeldAndIsLoggedWithTheRule(Transport transport) {
    Map<String, String> deployer = signedIn("deployer");

    assertThat(may(transport, deployer, "composed/unnamed-role")).isFalse();

    Await.until(
        "a line in the log, which a server may write a moment later",
        () ->
            Server.log().stream()
                .anyMatch(
                    line ->
                        Stream.of("CallerRules.composed", "'unnamed-role'", "realtime.roles")
                            .allMatch(line::contains)));
  }

  @Test
  void aHundredRolesCostLessThanAMillisecond() {
    Map<String, String> deployer = signedIn("deployer");
    for (int i = 0; i < 200; i++) {
      assertThat(may(Transport.POLL, deployer, "named/deployer")).isTrue();
    }

    long nanos = Long.parseLong(Site.get(SITE.page("fastest")).body());
    System.getLogger("it").log(System.Logger.Level.INFO, "100 roles took " + nanos + " ns");
    assertThat(nanos).isLessThan(MILLI);
  }

  /** A stream's request goes on without the thread that has begun it. */
  @Test
  void noSessionSticksToAThread() {
    List<SseClient> streams =
        IntStream.range(0, SESSIONS)
            .mapToObj(i -> clients.sse(SITE.envelopes("tenants/none/none")))
            .toList();
    streams.forEach(stream -> stream.events().await());
    for (int i = 0; i < SESSIONS; i++) {
      Map<String, String> session = enter("tenant-" + i, "4711");
      for (int look = 0; look < 3; look++) {
        assertThat(may(Transport.POLL, session, "tenants/tenant-" + i + "/4711"))
            .as("session %d, look %d", i, look)
            .isTrue();
      }
    }
  }

  /** Its user is no one, so the connection is not bound to it. */
  @Test
  void aSessionMayEndBetweenHandshakeAndSubscribe() {
    Map<String, String> session = enter("acme", "4711");
    WsClient socket = clients.webSocket(SITE.webSocket(), session);
    socket.await("welcome");

    assertThat(Site.get(SITE.page("leave"), flat(session)).body()).isEqualTo("left");

    if (Server.endsWebSocketsWithTheirSession()) {
      assertThat(socket.ends().await().code()).isEqualTo(1008);
      return;
    }
    assertThat(may(socket, "tenants/acme/4711")).isTrue();
    assertThat(may(socket, "tenants/other/4711")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|jetty|tomee",
      disabledReason =
          "this server has no enterprise beans, or does not carry the caller to a WebSocket's rule")
  void enterpriseBeansSeeTheUser(Transport transport) {
    for (String rule : List.of("enterprise/", "vault/", "principal/")) {
      assertThat(may(transport, signedIn("deployer"), rule + "deployer")).as(rule).isTrue();
      assertThat(may(transport, signedIn("deployer"), rule + "auditor")).as(rule).isFalse();
      assertThat(may(transport, signedIn("auditor"), rule + "auditor")).as(rule).isTrue();
      assertThat(may(transport, Map.of(), rule + "deployer")).as(rule).isFalse();
    }
  }

  /** What a handler answers to the sender of these headers. */
  private Envelope sent(Map<String, String> headers, String to) {
    WsClient socket = clients.webSocket(SITE.webSocket(), headers);
    socket.send(
        Json.createObjectBuilder()
            .add("type", "send")
            .add("id", "1")
            .add("to", to)
            .add("event", "ask")
            .build());
    return socket
        .frames()
        .await("an answer", frame -> frame.type().equals("ack") || frame.type().equals("error"));
  }

  private String told(String name, String to) {
    return ((JsonString) sent(signedIn(name), to).data()).getString();
  }

  @Test
  void aHandlerIsForThoseWhoHaveItsRole() {
    assertThat(told("deployer", "who")).isEqualTo("deployer");
    assertThat(sent(Map.of(), "who").text("code")).isEqualTo("forbidden");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|jetty|tomee",
      disabledReason =
          "this server has no enterprise beans, or does not carry the caller to a WebSocket's rule")
  void aHandlerRunsAsTheCaller() {
    for (String to : List.of("enterprise", "principal")) {
      assertThat(told("deployer", to)).as(to).isEqualTo("deployer");
      assertThat(told("auditor", to)).as(to).isEqualTo("auditor");
    }
    assertThat(sent(Map.of(), "enterprise").text("code")).isEqualTo("forbidden");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|jetty|tomee",
      disabledReason =
          "this server has no enterprise beans, or does not carry the caller to a WebSocket's rule")
  void noUserSticksToAThread() {
    // Several of each: a server may bind a WebSocket to one of its threads.
    List<Trio> trios = Stream.generate(this::trio).limit(TRIOS).toList();
    int turn = 0;
    int onOneThread = 0;
    while (turn < TURNS && onOneThread < 3) {
      trios.get(turn % TRIOS).ask(turn);
      turn++;
      onOneThread = Integer.parseInt(Site.get(SITE.page("turns")).body());
    }
    assertThat(onOneThread).as("callers that one thread has asked as").isEqualTo(3);
  }

  private Trio trio() {
    return new Trio(
        clients.webSocket(SITE.webSocket(), signedIn("deployer")),
        clients.webSocket(SITE.webSocket(), signedIn("auditor")),
        clients.webSocket(SITE.webSocket()));
  }

  /** WebSockets of two users and of nobody. */
  private record Trio(WsClient deployer, WsClient auditor, WsClient nobody) {

    void ask(int turn) {
      assertThat(may(deployer, "turns/deployer/" + turn)).isTrue();
      assertThat(may(auditor, "turns/auditor/" + turn)).isTrue();
      assertThat(may(nobody, "turns/nobody/" + turn)).isTrue();
      leave(deployer, "turns/deployer/" + turn);
      leave(auditor, "turns/auditor/" + turn);
      leave(nobody, "turns/nobody/" + turn);
    }
  }

  private static void leave(WsClient socket, String topic) {
    socket.unsubscribe(topic);
    socket.await("unsubscribed");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|jetty|tomee",
      disabledReason = "this server has no Jakarta Concurrency, or it does not keep the caller")
  void aCallerIsSmall() {
    long bytes = Long.parseLong(Site.get(SITE.page("bytes"), flat(signedIn("deployer"))).body());
    System.getLogger("it").log(System.Logger.Level.INFO, "a caller takes " + bytes + " bytes");
    assertThat(bytes).isLessThan(16 * 1024);
  }
}
