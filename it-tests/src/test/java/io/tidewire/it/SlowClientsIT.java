package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Account;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.CuttingProxy;
import io.tidewire.it.kit.Ledger;
import io.tidewire.it.kit.Line;
import io.tidewire.it.kit.ResumingClient;
import io.tidewire.it.kit.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that stop reading in the middle of full traffic: after a short stop they catch up on the
 * same connection; after a longer one they come back and resume by their cursor, with every event
 * or an honest gap. The others miss nothing, and the server keeps nothing for those that have
 * stopped.
 *
 * <p>The longer stop is as short as the server's patience; {@code -Plong} has the patience that is
 * the default, and a stop of a minute.
 */
@ArquillianTest
@RunAsClient
@Timeout(600)
@EnabledIf(
    value = "io.tidewire.it.Server#hasKnownWebSockets",
    disabledReason = "when this server itself ends a connection that takes no bytes is not known")
class SlowClientsIT {
  private static final int SHORT_SECONDS = 3;
  private static final int LONG_SECONDS = Integer.getInteger("slow.seconds", SHORT_SECONDS);

  /** How long the server waits for a client that takes nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(LONG_SECONDS > 30 ? 30 : 2);

  /** With the default patience. */
  private static final Site PATIENT = new Site("slow-patient");

  private static final Site IMPATIENT = new Site("slow-impatient");

  /** Keeps less than what is missed. */
  private static final Site FORGETFUL = new Site("slow-forgetful");

  private static final String HISTORY = "realtime.history.bytes";
  private static final String EVENTS = "realtime.history.events";

  /** Beyond what the sockets between server and client take in. */
  private static final int BATCHES = 75;

  /** More than the history keeps. */
  private static final int FULL = 180;

  /** As many batches as are kept everywhere. */
  private static final int FEW = 5;

  private static final int BATCH = 20;
  private static final int BYTES = 8_000;

  private static final int OTHERS = 6;
  private static final long MEBIBYTE = 1 << 20;

  /** The clients wait for the server's goodbye, not for their own patience to end. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
  private final String topic = "open/slow/" + TOPICS.incrementAndGet();
  private final Ledger ledger = new Ledger();
  private final List<ResumingClient> clients = new ArrayList<>();
  private final CuttingProxy proxy = new CuttingProxy(Site.PORT);
  private final Line line = proxy.line();
  private final AtomicInteger published = new AtomicInteger();
  private ServerJvm jvm;

  @Deployment(name = "patient", testable = false)
  static WebArchive patient() {
    return PATIENT.archive(Map.of(EVENTS, "10000", HISTORY, "80MiB"));
  }

  /** Keeps all that is published meanwhile: a reset takes what the client's socket has taken in. */
  @Deployment(name = "impatient", testable = false)
  static WebArchive impatient() {
    return IMPATIENT.archive(
        Map.of(
            EVENTS,
            "10000",
            HISTORY,
            "40MiB",
            "realtime.send-timeout",
            PATIENCE.toSeconds() + "s",
            "realtime.websocket.close-timeout",
            "1s"));
  }

  @Deployment(name = "forgetful", testable = false)
  static WebArchive forgetful() {
    return FORGETFUL.archive(
        Map.of(
            EVENTS,
            "100",
            "realtime.send-timeout",
            PATIENCE.toSeconds() + "s",
            "realtime.websocket.close-timeout",
            "1s"));
  }

  @BeforeEach
  void look() {
    jvm = new ServerJvm();
  }

  @AfterEach
  void closeAll() throws InterruptedException {
    publisher.shutdownNow();
    assertThat(publisher.awaitTermination(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    clients.forEach(ResumingClient::close);
    proxy.close();
    jvm.close();
  }

  /** The client on the line, and others without one. */
  private Account connect(Site site, Transport transport) {
    Account slow = connect(transport, line.uri("http", path(site)));
    Transport[] all = Transport.values();
    for (int i = 0; i < OTHERS; i++) {
      Account unused = connect(all[i % all.length], site.uri("").resolve(path(site)));
    }
    clients.forEach(ResumingClient::awaitReady);
    fillHistory(site);
    return slow;
  }

  private static String path(Site site) {
    return site.path("").replaceFirst("/$", "");
  }

  private Account connect(Transport transport, URI base) {
    Account account = ledger.open(transport + " to " + base, List.of(topic));
    clients.add(ResumingClient.start(Site.HTTP, base, account, () -> transport, SILENCE));
    return account;
  }

  /** All read until the server keeps as much as it ever does, before its heap is looked at. */
  private void fillHistory(Site site) {
    for (int i = 1; i <= FULL; i++) {
      publishBatch(site);
      if (i % FEW == 0) {
        ledger.awaitAll();
      }
    }
  }

  /** The same number of events, spread over the time. */
  private CompletableFuture<Void> publishFor(Site site, int seconds) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    AtomicInteger batches = new AtomicInteger();
    var unused =
        publisher.scheduleWithFixedDelay(
            () -> {
              if (batches.incrementAndGet() > BATCHES) {
                done.complete(null);
                throw new IllegalStateException("it publishes no more");
              }
              publishBatch(site);
            },
            0,
            TimeUnit.SECONDS.toMillis(seconds) / BATCHES,
            TimeUnit.MILLISECONDS);
    return done;
  }

  private void publishBatch(Site site) {
    site.publishLarge(BATCH, BYTES, topic);
    ledger.published(topic, published.addAndGet(BATCH));
  }

  private static void awaitTraffic(CompletableFuture<Void> done, int seconds) {
    long most = 2L * seconds + Await.DEADLINE.toSeconds();
    assertThat(done).succeedsWithin(Duration.ofSeconds(most));
  }

  private void assertHeapFlat(String what, long before) {
    long after = jvm.liveHeap();
    System.getLogger(SlowClientsIT.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0}: live heap in KiB: {1} before, {2} while stopped",
            what,
            before / 1024,
            after / 1024);
    assertThat(after - before).as("heap, " + what).isLessThan(16 * MEBIBYTE);
  }

  @ParameterizedTest
  @EnumSource(names = {"SSE", "WEBSOCKET"})
  void aShortStopEndsOnTheSameConnectionWithEveryEvent(Transport transport) {
    Account slow = connect(PATIENT, transport);
    long before = jvm.liveHeap();
    line.stall();
    awaitTraffic(publishFor(PATIENT, SHORT_SECONDS), SHORT_SECONDS);
    assertHeapFlat(transport + " stopped for " + SHORT_SECONDS + " s", before);

    line.resume();

    ledger.awaitAll();
    ledger.assertComplete();
    assertThat(slow.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SSE", "WEBSOCKET"})
  void aLongerStopEndsOnANewConnectionWithEveryEvent(Transport transport) {
    Account slow = stop(IMPATIENT, transport);

    ledger.awaitAll();
    ledger.assertComplete();
    assertThat(slow.connections()).isGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SSE", "WEBSOCKET"})
  void whatIsNoLongerKeptIsTold(Transport transport) {
    Account slow = stop(FORGETFUL, transport);

    ledger.awaitAll();
    ledger.assertNoSilentLoss();
    assertThat(slow.gapCount()).isPositive();
    assertThat(slow.received(topic).cardinality()).isLessThan(published.get());
  }

  /** Stops until the server has given the client up. */
  private Account stop(Site site, Transport transport) {
    Account slow = connect(site, transport);
    long before = jvm.liveHeap();
    line.stall();
    awaitTraffic(publishFor(site, LONG_SECONDS), LONG_SECONDS);
    assertHeapFlat(transport + " stopped for " + LONG_SECONDS + " s", before);
    // What the sockets between server and client took in first may have been nearly all of it.
    Await.until("the end of the connection", PATIENCE, () -> site.subscriptions(topic) == OTHERS);
    line.resume();
    return slow;
  }
}
