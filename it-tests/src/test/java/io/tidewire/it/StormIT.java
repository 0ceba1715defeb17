package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Account;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Cut;
import io.tidewire.it.kit.CuttingProxy;
import io.tidewire.it.kit.Ledger;
import io.tidewire.it.kit.Line;
import io.tidewire.it.kit.ResumingClient;
import io.tidewire.it.kit.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 200 clients over all transports, cut again and again while events come, inside frames too: each
 * ends with every event once and in order.
 */
@ArquillianTest
@RunAsClient
@Timeout(300)
class StormIT {
  private static final System.Logger LOG = System.getLogger(StormIT.class.getName());
  private static final Site SITE = new Site("storm");

  private static final int CLIENTS = 200;
  private static final int GROUPS = 10;
  private static final int TOPICS_OF_GROUP = 6;
  private static final int CUTS = Integer.getInteger("storm.cuts", 12);
  private static final int EVENTS = CUTS * 1_700;
  private static final int WIDE_CLIENTS = 8;
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Less than what each client gets between two cuts. */
  private static final int MOST_BYTES = 8_000;

  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Map<String, Integer> published = new HashMap<>();
  private final Map<Integer, Set<Transport>> used = new ConcurrentHashMap<>();
  private final Ledger ledger = new Ledger();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(
        Map.of(
            "realtime.history.events", "10000",
            "realtime.publish-wait", "30s",
            "realtime.heartbeat", "2s"));
  }

  @Test
  void everyClientGetsEveryEventOnceAndInOrder() {
    long seed = Long.getLong("storm.seed", new Random().nextLong());
    LOG.log(System.Logger.Level.INFO, "storm.seed={0}", Long.toString(seed));
    Random random = new Random(seed);
    List<ResumingClient> clients = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    try (CuttingProxy proxy = new CuttingProxy(Site.PORT)) {
      List<Account> accounts = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Line line = proxy.line();
        lines.add(line);
        accounts.add(ledger.open("client " + i + ", seed " + seed, subscriptions(i)));
        clients.add(connect(i, line, accounts.get(i), new Random(random.nextLong())));
      }
      clients.forEach(ResumingClient::awaitReady);
      for (int times = 1; times <= CUTS; times++) {
        cutAllWhilePublishing(times, lines, random);
      }
      ledger.awaitAll();
      clients.forEach(ResumingClient::close);
      ledger.assertComplete();
      assertThat(lines).extracting(Line::cuts).allMatch(cuts -> cuts >= CUTS);
      report(accounts);
    }
    assertThat(published.values().stream().mapToInt(n -> n).sum()).isGreaterThanOrEqualTo(EVENTS);
    assertThat(used.values()).filteredOn(ways -> ways.size() == 3).hasSizeGreaterThan(CLIENTS / 2);
  }

  /** Half of the clients name their topics, half take a pattern; a few take the pattern of all. */
  private static List<String> subscriptions(int client) {
    int group = client % GROUPS;
    if (client % 2 == 0) {
      return topicsOf((client / 2) % GROUPS);
    }
    return List.of(client < WIDE_CLIENTS ? "open/storm/**" : "open/storm/" + group + "/*");
  }

  private static List<String> topicsOf(int group) {
    return IntStream.range(0, TOPICS_OF_GROUP)
        .mapToObj(topic -> "open/storm/" + group + "/" + topic)
        .toList();
  }

  private ResumingClient connect(int number, Line line, Account account, Random random) {
    Transport[] all = Transport.values();
    Set<Transport> ways = EnumSet.noneOf(Transport.class);
    used.put(number, ways);
    return ResumingClient.start(
        Site.HTTP,
        line.uri("http", SITE.path("").replaceFirst("/$", "")),
        account,
        () -> {
          Transport next = all[random.nextInt(all.length)];
          synchronized (ways) {
            ways.add(next);
          }
          return next;
        },
        SILENCE);
  }

  /**
   * Goes on until each line was cut so many times. A cut that is due on a connection that has just
   * ended by itself counts for nothing, and is asked for again.
   */
  private void cutAllWhilePublishing(int times, List<Line> lines, Random random) {
    lines.forEach(line -> line.cut(Cut.random(random, MOST_BYTES)));
    int share = EVENTS / CUTS / GROUPS / TOPICS_OF_GROUP;
    publish(share / 2);
    publish(share - share / 2);
    long deadline = System.nanoTime() + Await.DEADLINE.toNanos();
    while (!areAllCut(times, lines)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("lines were not cut: " + uncut(times, lines));
      }
      lines.stream()
          .filter(line -> line.cuts() < times && !line.isCutPending())
          .forEach(line -> line.cut(Cut.random(random, MOST_BYTES)));
      publish(1);
    }
  }

  /** Waits a moment at most, since a line without traffic is only cut once more events come. */
  private static boolean areAllCut(int times, List<Line> lines) {
    long end = System.nanoTime() + MOMENT_NANOS;
    while (lines.stream().anyMatch(line -> line.cuts() < times)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }

  private static List<String> uncut(int times, List<Line> lines) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).cuts() < times)
        .mapToObj(i -> "client " + i + ", connections alive: " + lines.get(i).live())
        .toList();
  }

  private void publish(int count) {
    String[] topics =
        IntStream.range(0, GROUPS)
            .boxed()
            .flatMap(g -> topicsOf(g).stream())
            .toArray(String[]::new);
    SITE.publish(count, topics);
    for (String topic : topics) {
      ledger.published(topic, published.merge(topic, count, Integer::sum));
    }
  }

  private void report(List<Account> accounts) {
    LOG.log(
        System.Logger.Level.INFO,
        "{0} events, {1} connections, {2} events dropped by clients as known",
        published.values().stream().mapToInt(n -> n).sum(),
        accounts.stream().mapToInt(Account::connections).sum(),
        accounts.stream().mapToInt(Account::droppedCount).sum());
  }
}
