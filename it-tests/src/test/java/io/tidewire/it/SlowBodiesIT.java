package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.RawHttp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that hardly come, or break off, hold none of the server's threads. */
@ArquillianTest
@RunAsClient
@Timeout(180)
class SlowBodiesIT {
  private static final Site SITE = new Site("slow-bodies");
  private static final String SLOW_TOPIC = "open/slow";
  private static final String BROKEN_TOPIC = "open/broken";

  /** Five times the threads that the servers have for requests. */
  private static final int SLOW = 1_000;

  private static final int PAGES = 200;
  private static final int ROUNDS = 5;

  /** Space before the JSON, more than is sent in the time of a test. */
  private static final int SPACE = 200;

  private final Clients clients = new Clients();
  private final ScheduledExecutorService dribble = Executors.newSingleThreadScheduledExecutor();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.send-timeout", "5m"));
  }

  @AfterEach
  void closeClients() throws InterruptedException {
    dribble.shutdownNow();
    assertThat(dribble.awaitTermination(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    clients.close();
  }

  private static String json(String topic) {
    return "{\"topics\":[{\"topic\":\"" + topic + "\"}]}";
  }

  /** Sends the head of a request for a topic: for streams and polls in turn. */
  private RawHttp begin(int number, String topic) {
    RawHttp client = clients.raw();
    String head =
        String.join(
            "\r\n",
            "POST " + SITE.path(number % 2 == 0 ? "sse" : "poll") + " HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            "Content-Length: " + (SPACE + json(topic).length()),
            "",
            "");
    client.send(head.getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static void send(RawHttp client, String text) {
    client.send(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void assertPageAnswers() {
    var page = Site.get(SITE.page("control/subscriptions?topic=" + SLOW_TOPIC));
    assertThat(page.statusCode()).isEqualTo(200);
  }

  /** That none of them was refused or ended meanwhile shows when each gets its answer at last. */
  @Test
  void aThousandThatSendAByteASecondLeaveTheApplicationItsThreads() throws Exception {
    List<RawHttp> slow = new ArrayList<>();
    for (int i = 0; i < SLOW; i++) {
      slow.add(begin(i, SLOW_TOPIC));
    }
    AtomicInteger rounds = new AtomicInteger();
    var sending =
        dribble.scheduleAtFixedRate(
            () -> {
              slow.forEach(client -> send(client, " "));
              rounds.incrementAndGet();
            },
            0,
            1,
            TimeUnit.SECONDS);

    int pages = 0;
    while (pages < PAGES || rounds.get() < ROUNDS) {
      assertPageAnswers();
      pages++;
    }

    dribble.shutdown();
    assertThat(dribble.awaitTermination(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(sending.isCancelled()).as("it sent until now").isTrue();
    assertThat(rounds.get()).as("nobody has finished").isBetween(ROUNDS, SPACE - 1);
    String rest = " ".repeat(SPACE - rounds.get()) + json(SLOW_TOPIC);
    slow.forEach(client -> send(client, rest));
    assertThat(slow).allSatisfy(client -> assertThat(client.readHead().status()).isEqualTo(200));
    for (int i = 0; i < SLOW; i += 2) {
      assertThat(firstBlock(slow.get(i))).as("stream %d", i).contains("id:");
    }
    Await.until("the streams", () -> SITE.subscriptions(SLOW_TOPIC) == SLOW / 2);
  }

  /** The place where the stream begins, or the goodbye that it is. */
  private static String firstBlock(RawHttp stream) {
    return stream.readChunksUntil(text -> text.contains("id:") || text.contains("bye"));
  }

  @Test
  void aClientThatGoesInTheMiddleOfABodyLeavesNothing() {
    List<RawHttp> broken = IntStream.range(0, 100).mapToObj(i -> begin(i, BROKEN_TOPIC)).toList();
    broken.forEach(client -> send(client, " ".repeat(SPACE)));
    for (int i = 0; i < broken.size(); i++) {
      if (i % 4 < 2) {
        broken.get(i).reset();
      } else {
        broken.get(i).close();
      }
    }

    assertPageAnswers();
    RawHttp whole = begin(0, BROKEN_TOPIC);
    send(whole, " ".repeat(SPACE) + json(BROKEN_TOPIC));
    assertThat(whole.readHead().status()).isEqualTo(200);
    Await.until("its stream alone", () -> SITE.subscriptions(BROKEN_TOPIC) == 1);
  }
}
