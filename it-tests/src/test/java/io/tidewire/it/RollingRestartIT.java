package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.rolling.AllRules;
import io.tidewire.it.app.rolling.Desk;
import io.tidewire.it.app.rolling.Gate;
import io.tidewire.it.app.rolling.OperatorServlet;
import io.tidewire.it.kit.Account;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.CuttingProxy;
import io.tidewire.it.kit.Ledger;
import io.tidewire.it.kit.Line;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.ResumingClient;
import io.tidewire.it.kit.Transport;
import io.tidewire.spi.InboundHandler;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers behind a balancer are drained and restarted one after the other, while events are
 * published on both and clients send. Each server has a log of its own, in its memory: a client
 * that moves is told of a gap, and gets all that the other server keeps. No event comes twice, and
 * no message that was acknowledged is lost.
 */
@Timeout(300)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "tomcat",
    disabledReason = "one kind of server is enough to see what our clients are told")
class RollingRestartIT {
  private static final String NAME = "rolling";
  private static final String PATTERN = "open/rolling/*";
  private static final int CLIENTS = 6;
  private static final int DRAIN_MILLIS = 500;
  private static final int SOME = 30;
  private static final int SOME_SENT = 10;
  private static final long PAUSE_MILLIS = 10;
  private static final Duration SILENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final CuttingProxy balancer = new CuttingProxy(0);
  private final Ledger ledger = new Ledger();
  private final List<Account> accounts = new ArrayList<>();
  private final List<ResumingClient> clients = new ArrayList<>();
  private final List<RestlessSender> senders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Feed> feeds = new ArrayList<>();
  private final List<OwnServer> servers = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    senders.forEach(RestlessSender::stop);
    for (Feed feed : feeds) {
      feed.stop();
    }
    clients.forEach(ResumingClient::close);
    balancer.close();
    for (OwnServer server : servers) {
      server.close();
    }
  }

  private static WebArchive application() {
    return new Site(NAME)
        .archive(Map.of("realtime.history.events", "100000"), AllRules.class)
        .addClasses(OperatorServlet.class, Desk.class, Gate.class)
        .addAsServiceProvider(InboundHandler.class, Desk.class);
  }

  private OwnServer start(String node) throws Exception {
    Path home = Files.createDirectory(folder.resolve(node));
    OwnServer server = OwnServer.start(home, Map.of(Desk.FILE, handled().toString()));
    servers.add(server);
    server.deploy(application());
    return server;
  }

  /** What the desks of all nodes have written down, a line for each message. */
  private Path handled() {
    return folder.resolve("handled.txt");
  }

  private static Site site(OwnServer server) {
    return new Site(NAME, server.port());
  }

  /**
   * Keeps a client on its server for as long as that takes clients, as balancers of applications
   * with sessions do: each server has a log of its own, so that one that changed at each request
   * would tell of a gap each time.
   */
  private final class Choice implements IntSupplier {
    private int chosen;

    Choice(int first) {
      chosen = first;
    }

    @Override
    public int getAsInt() {
      for (int i = 0; i < servers.size() && !takesClients(servers.get(chosen)); i++) {
        chosen = (chosen + 1) % servers.size();
      }
      return servers.get(chosen).port();
    }
  }

  private static boolean takesClients(OwnServer server) {
    String question =
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            .formatted(site(server).path("info"));
    try {
      return RawHttp.exchange(server.port(), question).status() == 200;
    } catch (UncheckedIOException | AssertionError e) {
      return false;
    }
  }

  /** Events of one life of one server's log, which are numbered from 1 on. */
  private final class Feed {
    private final String topic;
    private final AtomicInteger published = new AtomicInteger();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    Feed(OwnServer server, String name) {
      topic = "open/rolling/" + name;
      Site site = site(server);
      var unused =
          thread.scheduleWithFixedDelay(
              () -> publish(site), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      feeds.add(this);
    }

    private void publish(Site site) {
      site.publish(1, topic);
      ledger.published(topic, published.incrementAndGet());
    }

    /** Returns once nothing is being published any more. */
    void stop() throws InterruptedException {
      thread.shutdown();
      assertThat(thread.awaitTermination(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    void awaitSome() {
      Await.until("events on " + topic, () -> published.get() >= SOME);
    }

    void awaitReaders(int count) {
      Await.until(
          count + " readers of " + topic,
          () -> accounts.stream().filter(account -> seen(account) >= SOME).count() == count);
    }

    void awaitAllSeenByAll() {
      Await.until(
          "all events on " + topic,
          () -> accounts.stream().allMatch(account -> seen(account) == published.get()));
    }

    int seen(Account account) {
      return account.received(topic).cardinality();
    }

    /** Whether those that it has are the first ones, without a hole. */
    boolean isSeenFromItsStart(Account account) {
      BitSet numbers = account.received(topic);
      return numbers.nextClearBit(1) == numbers.cardinality() + 1;
    }
  }

  private void openClients() {
    Transport[] all = Transport.values();
    for (int i = 0; i < CLIENTS; i++) {
      Transport transport = all[i % all.length];
      Line line = balancer.line(new Choice(i % servers.size()));
      Account account = ledger.open("client " + i + ", " + transport, List.of(PATTERN));
      accounts.add(account);
      clients.add(
          ResumingClient.start(
              Site.HTTP,
              line.uri("http", "/" + NAME + "/realtime"),
              account,
              () -> transport,
              SILENCE));
    }
    clients.forEach(ResumingClient::awaitReady);
  }

  private void openSenders() {
    senders.add(RestlessSender.overWebSocket(behindTheBalancer(0)));
    senders.add(RestlessSender.overHttp(behindTheBalancer(1)));
    senders.forEach(
        sender -> {
          Thread thread = new Thread(sender, "restless-sender");
          thread.setDaemon(true);
          thread.start();
          threads.add(thread);
        });
  }

  private Site behindTheBalancer(int first) {
    return new Site(NAME, balancer.line(new Choice(first)).port());
  }

  /** Both senders have got some more answers. */
  private void awaitAcknowledgements() {
    for (RestlessSender sender : senders) {
      int before = sender.acknowledged().size();
      Await.until("more answers", () -> sender.acknowledged().size() >= before + SOME_SENT);
    }
  }

  /** Events are published until all clients are gone; the balancer finds out by itself. */
  private static void drainAndStop(OwnServer server, Feed feed) throws Exception {
    site(server).post("operator/drain?millis=" + DRAIN_MILLIS);
    feed.stop();
    server.stop();
  }

  @Test
  void noEventComesTwiceNoLossIsSilentAndNoAcknowledgedMessageIsLost() throws Exception {
    OwnServer first = start("first");
    OwnServer second = start("second");
    openClients();
    openSenders();
    Feed before = new Feed(first, "first-before");
    Feed onSecond = new Feed(second, "second-before");
    before.awaitReaders(CLIENTS / 2);
    onSecond.awaitReaders(CLIENTS / 2);
    awaitAcknowledgements();

    drainAndStop(first, before);
    onSecond.awaitReaders(CLIENTS);
    awaitAcknowledgements();
    first.startAgain();

    Feed after = new Feed(first, "first-after");
    after.awaitSome();
    drainAndStop(second, onSecond);
    after.awaitReaders(CLIENTS);
    awaitAcknowledgements();
    second.startAgain();

    after.stop();
    after.awaitAllSeenByAll();
    clients.forEach(ResumingClient::close);
    stopSenders();
    ledger.assertNoSilentLoss();
    accounts.forEach(this::assertOneGapForEachMove);
    assertThat(Files.readAllLines(handled())).containsAll(acknowledged());
  }

  private void stopSenders() throws InterruptedException {
    senders.forEach(RestlessSender::stop);
    for (Thread thread : threads) {
      thread.join(Await.DEADLINE.toMillis());
      assertThat(thread.isAlive()).as("a sender").isFalse();
    }
  }

  /** And of each server where it has been it has all from the start, until it was sent away. */
  private void assertOneGapForEachMove(Account account) {
    List<Feed> visited = feeds.stream().filter(feed -> feed.seen(account) > 0).toList();
    assertThat(visited).as(account.toString()).hasSizeGreaterThan(1);
    assertThat(visited).as(account.toString()).allMatch(feed -> feed.isSeenFromItsStart(account));
    assertThat(account.gapCount()).as(account.toString()).isEqualTo(visited.size() - 1);
  }

  /** As the desk writes them down. */
  private List<String> acknowledged() {
    return senders.stream()
        .flatMap(sender -> sender.acknowledged().stream())
        .map(id -> '"' + id + '"')
        .toList();
  }
}
