package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.cdi.CdiRules;
import io.tidewire.it.app.staying.ManyFilters;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.CuttingProxy;
import io.tidewire.it.kit.End;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.Line;
import io.tidewire.it.kit.PollAnswer;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * An application that goes tells its clients to come back, and leaves nothing of itself, with
 * clients of every kind connected.
 */
@ArquillianTest
@RunAsClient
@Timeout(360)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UndeployIT {
  private static final Site SITE = new Site("leaving");
  private static final Site STALLED = new Site("leaving-stalled");
  private static final Site WITH_CDI = new Site("leaving-cdi");

  private static final String GLASSFISH_KEEPS =
      "this server keeps the application that was deployed last, and the configurations that its"
          + " MicroProfile Config has made for class loaders";

  /** Loaded once by each application; unloaded with its class loader, and not before. */
  private static final String CLASS = "io.tidewire.engine.HubEngine";

  private static final String TOPIC = "open/leaving";
  private static final int SMALL_BUFFER = 4 * 1024;
  private static final int LARGE = 900_000;

  /**
   * Tomcat may keep a processor among those that wait, and so its application: of a WebSocket that
   * is cut just when it opens, as some of the storm's thousands are, and of a stream over HTTP/2
   * that is reset while it is written to. Seen in heap dumps.
   */
  private static final List<String> KEPT_BY_TOMCAT =
      List.of(
          "org.apache.coyote.http11.upgrade.UpgradeProcessor",
          "org.apache.coyote.http2.StreamProcessor");

  /**
   * A client that reads nothing holds its response for the connector's timeout of 20 s, one that
   * was cut in a WebSocket's close its session for Tomcat's 30 s, and a thread that has run an
   * observer keeps the application for as long as a server lets it idle, of which there may be
   * some.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Longer than threads of the servers stay idle here; a thread may keep its first request. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

  private static final int OTHERS_AT_ONCE = 40;

  @ArquillianResource Deployer deployer;

  private final Clients clients = new Clients();
  private final Clients halfOpen = new Clients();
  private final Clients stalled = new Clients();
  private ServerJvm jvm;

  /** What the server has kept of the applications that went, once they did. */
  private Optional<Set<Site>> kept = Optional.empty();

  @Deployment(name = "leaving", managed = false, testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.restart-spread", "3s"));
  }

  @Deployment(name = "leaving-stalled", managed = false, testable = false)
  static WebArchive applicationWithStalledClients() {
    return STALLED.archive(Map.of());
  }

  @Deployment(name = "leaving-cdi", managed = false, testable = false)
  static WebArchive applicationWithCdi() {
    return ShrinkWrap.create(WebArchive.class, "leaving-cdi.war")
        .addAsLibraries(Server.librariesWithCdi())
        .addPackage(CdiRules.class.getPackage())
        .addAsWebInfResource(Server.beansXml(), "beans.xml");
  }

  @Deployment(name = "staying", testable = false)
  static WebArchive applicationWithoutUs() {
    return ShrinkWrap.create(WebArchive.class, "staying.war")
        .addPackage(ManyFilters.class.getPackage())
        .addAsWebResource(new StringAsset("still here"), "page.txt");
  }

  @BeforeEach
  void attach() {
    jvm = new ServerJvm();
  }

  @AfterEach
  void closeClients() {
    clients.close();
    halfOpen.close();
    stalled.close();
    jvm.close();
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "wildfly|payara",
      disabledReason = "its database keeps the application that used it first")
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "jetty",
      disabledReason = "objects of an application of the other tests stay on this server")
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "liberty",
      disabledReason =
          "its transaction manager keeps the XAResource of one of them, and its security the"
              + " authentication mechanism of another")
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomee",
      disabledReason =
          "the server's own classes keep an EAR's web applications, the first with @Transactional,"
              + " one with Jakarta Security, and one whose WebSockets were cut")
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "glassfish",
      disabledReason = GLASSFISH_KEEPS)
  void theOtherTestsApplicationsAreGone() {
    awaitPatiently(
        this::loadersThatStay,
        () -> {
          serveOthers();
          jvm.collect();
          return jvm.loaders(CLASS).size() <= keptByTomcat();
        });
  }

  private String loadersThatStay() {
    String named = Server.isTomcat() ? TomcatServer.leaks() : "";
    return "class loaders to go: %s, but for %d; %s"
        .formatted(jvm.loaders(CLASS), keptByTomcat(), named);
  }

  private long keptByTomcat() {
    return KEPT_BY_TOMCAT.stream().mapToLong(jvm::instances).sum();
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "glassfish",
      disabledReason = GLASSFISH_KEEPS)
  void nothingOfAnApplicationIsLeft() {
    assertThat(kept()).doesNotContain(SITE);
    assertNothingFoundByTheServer(SITE);
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "glassfish",
      disabledReason = GLASSFISH_KEEPS)
  void nothingOfAnApplicationIsLeftAfterClientsThatReadNothing() {
    assertThat(kept()).doesNotContain(STALLED);
    assertNothingFoundByTheServer(STALLED);
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "glassfish",
      disabledReason = GLASSFISH_KEEPS)
  void nothingOfAnApplicationWithCdiIsLeft() {
    assertThat(kept()).doesNotContain(WITH_CDI);
  }

  private static void assertNothingFoundByTheServer(Site site) {
    if (Server.isTomcat()) {
      assertThat(TomcatServer.leaks()).doesNotContain("/" + site.name());
      assertThat(TomcatServer.complaints(site.name())).isEmpty();
    }
  }

  /** All of them go together, since a server takes up to half a minute to forget one. */
  private Set<Site> kept() {
    if (kept.isEmpty()) {
      kept = Optional.of(leave());
    }
    return kept.get();
  }

  private Set<Site> leave() {
    openWebSocketOfOther();
    Map<Site, String> loaders = new LinkedHashMap<>();
    Stream.of(SITE, STALLED, WITH_CDI).forEach(site -> loaders.put(site, deploy(site)));
    openClients();
    openHalfOpenClients();
    openStalledClients(STALLED);
    fireEvents();

    loaders.keySet().forEach(site -> deployer.undeploy(site.name()));
    if (Server.waitsForAnsweredCloses()) {
      halfOpen.close();
    }
    if (Server.waitsForStalledClients()) {
      stalled.close();
    }

    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!loaders.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      serveOthers();
      jvm.collect();
      loaders.values().retainAll(jvm.loaders(CLASS));
    }
    return loaders.keySet();
  }

  /**
   * Payara 5 starts the timer of its WebSockets with the class loader of the application that has
   * the first of them, which it keeps from then on.
   */
  private static void openWebSocketOfOther() {
    try (RawWebSocket socket = RawWebSocket.open(Site.PORT, "/staying/silent")) {
      socket.send(RawWebSocket.Frame.text("nothing"));
    }
  }

  private void fireEvents() {
    List<Follower> followers =
        Stream.of(Transport.values())
            .map(how -> Follower.open(clients, WITH_CDI, how, List.of(), "open/shipped/here"))
            .toList();
    WITH_CDI.post("fire/class?region=here&n=1");
    WITH_CDI.post("fire/async?region=here&n=2");
    assertThat(followers).allSatisfy(f -> assertThat(f.numbers(2)).containsExactly(1, 2));
  }

  /**
   * The class loader that the product has in the application; one that is gone has left no object
   * of its classes.
   */
  private String deploy(Site site) {
    Set<String> before = jvm.loaders(CLASS);
    deployer.deploy(site.name());
    Set<String> deployed = jvm.loaders(CLASS);
    deployed.removeAll(before);
    assertThat(deployed).hasSize(1);
    return deployed.iterator().next();
  }

  /**
   * The server goes on serving others meanwhile, on new connections, and so many at once that each
   * of its threads gets some: a thread may keep what it has done last, and the requests that it
   * will use again, on Payara 5 with those filters of the last application for which the next has
   * none. Seen in heap dumps.
   */
  private static void serveOthers() {
    assertThat(ask("page.txt", "Connection: close", RawHttp::readResponse))
        .allSatisfy(answer -> assertThat(answer.body()).isEqualTo("still here"));
    if (Server.keepsUpgradeHandlers()) {
      assertThat(ask("upgrade", "Connection: Upgrade\r\nUpgrade: nothing", RawHttp::readHead))
          .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(101));
    }
  }

  private static List<RawHttp.Response> ask(
      String resource, String headers, Function<RawHttp, RawHttp.Response> read) {
    byte[] request =
        "GET /staying/%s HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n"
            .formatted(resource, headers)
            .getBytes(StandardCharsets.US_ASCII);
    List<RawHttp> others =
        Stream.generate(() -> RawHttp.connect(Site.PORT)).limit(OTHERS_AT_ONCE).toList();
    others.forEach(other -> other.send(request));
    List<RawHttp.Response> answers = others.stream().map(read).toList();
    others.forEach(RawHttp::close);
    return answers;
  }

  @Test
  void clientsAreSentAwayToComeBackAndTheThreadsEnd() {
    deployer.deploy("leaving");
    assertThat(jvm.threads("tidewire")).isNotEmpty();
    openStalledClients(SITE);
    openHalfOpenClients();
    Opened opened = openClients();

    deployer.undeploy("leaving");

    assertPlainGoodbye(opened.plain());
    assertGoodbye(
        opened
            .envelopes()
            .events()
            .await("a goodbye", event -> event.envelope().type().equals("bye"))
            .envelope());
    assertThat(opened.envelopes().ends().await().code()).isEqualTo(200);
    assertGoodbye(opened.socket().await("bye"));
    assertThat(opened.socket().ends().await().code()).isEqualTo(1012);
    assertGoodbye(Await.result("the poll's answer", opened.poll()).bye().orElseThrow());
    awaitPatiently(() -> "the threads to end", () -> jvm.threads("tidewire").isEmpty());

    deployer.deploy("leaving");
    assertComesBack(opened.plain(), opened.lastEventId());
    deployer.undeploy("leaving");
  }

  /** A client of each kind, on a topic on which nothing more will happen. */
  private record Opened(
      SseClient plain,
      SseClient envelopes,
      WsClient socket,
      CompletableFuture<PollAnswer> poll,
      String lastEventId) {}

  private Opened openClients() {
    SseClient plain = clients.sse(SITE.sse("open/quiet"));
    SseClient envelopes = clients.sse(SITE.envelopes("open/quiet"));
    WsClient socket = clients.webSocket(SITE.webSocket());
    socket.subscribe("open/quiet");
    comparePatterns(socket);
    Await.until("the first clients", () -> SITE.subscriptions("open/quiet") == 3);
    String since = SITE.publish(1, "open/quiet");
    CompletableFuture<PollAnswer> poll =
        PollAnswer.request(Site.HTTP, Http.with(SITE.poll("open/quiet"), "since", since));
    Await.until("all clients", () -> SITE.subscriptions("open/quiet") == 4);
    plain.events().await();
    return new Opened(plain, envelopes, socket, poll, plain.lastEventId());
  }

  /** JDK 17 keeps the class of a record that was compared, unless it compares itself. */
  private static void comparePatterns(WsClient client) {
    client.subscribe("open/other/*");
    client.unsubscribe("open/other/*");
    client.await("unsubscribed");
  }

  private void openStalledClients(Site site) {
    String place = site.publish(1, TOPIC);
    for (String path : List.of("sse?topic=" + TOPIC, "poll?since=" + place + "&topic=" + TOPIC)) {
      RawHttp client = stalled.keep(RawHttp.connect(Site.PORT, SMALL_BUFFER));
      String request = "GET " + site.path(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      client.send(request.getBytes(StandardCharsets.US_ASCII));
    }
    RawHttp line = stalled.keep(RawHttp.connect(Site.PORT, SMALL_BUFFER));
    RawWebSocket socket = RawWebSocket.open(line, site.path("ws"));
    socket.send(RawWebSocket.Frame.text(Frames.subscribe(List.of(), TOPIC).toString()));
    Await.until("the stalled clients", () -> site.subscriptions(TOPIC) == 3);
    site.publishLarge(10, LARGE, TOPIC);
  }

  private void openHalfOpenClients() {
    Line line = halfOpen.keep(new CuttingProxy(Site.PORT)).line();
    halfOpen.sse(line.uri("http", SITE.path("sse?topic=open/half")));
    String place = SITE.publish(1, "open/half");
    halfOpen.poll(line.uri("http", SITE.path("poll?topic=open/half")), place);
    halfOpen.webSocket(line.uri("ws", SITE.path("ws"))).subscribe("open/half");
    Await.until("the half-open clients", () -> SITE.subscriptions("open/half") == 3);
    line.vanish();
  }

  private static void assertPlainGoodbye(SseClient client) {
    SseEvent bye = client.events().await();
    assertThat(bye.type()).isEqualTo("bye");
    assertThat(bye.data()).isEqualTo("{\"reason\":\"restart\",\"reconnect\":true}");
    assertThat(client.retry()).isBetween(0L, 3_000L);
    assertThat(client.ends().await()).isEqualTo(new End(200, ""));
  }

  private static void assertGoodbye(Envelope bye) {
    assertThat(bye.text("reason")).isEqualTo("restart");
    assertThat(bye.json().getBoolean("reconnect")).isTrue();
    assertThat(bye.json().getInt("after")).isBetween(0, 3_000);
  }

  /** The log is a new one, so what the client knew is of another epoch. */
  private static void assertComesBack(SseClient client, String lastEventId) {
    client.reconnect();
    SseEvent gap = client.events().await();
    assertThat(gap.type()).isEqualTo("gap");
    assertThat(gap.data()).contains("\"from\":\"" + lastEventId + "\"");
    SITE.publish(1, "open/quiet");
    assertThat(client.events().await().type()).isEqualTo("tick");
  }

  private static void awaitPatiently(Supplier<String> what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(() -> "waited for " + what.get()).isLessThan(deadline);
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
