package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import io.tidewire.it.kit.WsClient;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * WebSocket clients that push requests without reading the answers end themselves, not the server
 * and not the others.
 */
@ArquillianTest
@RunAsClient
@Timeout(180)
class FloodIT {
  private static final Site SITE = new Site("flood");
  private static final String TOPIC = "open/flood";
  private static final int ATTACKERS = 30;
  private static final int SMALL_BUFFER = 4 * 1024;

  /** Arrays of the smallest requests, each of which wants an answer: 200 of them. */
  private static final byte[] ARRAYS = arrays();

  private static final long MEBIBYTE = 1 << 20;
  private static final int OTHERS = 100;
  private static final int ROUNDS = 40;

  private static final int MOST_TIMES = 5;
  private static final long MOST_MILLIS = 1_000;

  /** What is shorter is noise. */
  private static final long NOISE_MILLIS = 50;

  /** A machine that is slower without any attack is busy with something else. */
  private static final long BUSY_MILLIS = MOST_MILLIS / MOST_TIMES;

  private final Clients clients = new Clients();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean over = new AtomicBoolean();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.websocket.close-timeout", "1s"));
  }

  @AfterEach
  void closeClients() throws InterruptedException {
    over.set(true);
    clients.close();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static byte[] arrays() {
    String array = "[" + String.join(",", Collections.nCopies(200, "{}")) + "]";
    return Frame.text(array).encode(true);
  }

  /** Sends until the server has enough; how often it could. */
  private static int push(RawWebSocket socket, AtomicBoolean over) {
    int sent = 0;
    try {
      while (!over.get()) {
        socket.sendBytes(ARRAYS);
        sent++;
      }
    } catch (UncheckedIOException e) {
      // The server has ended it, as it should.
    }
    return sent;
  }

  private static RawWebSocket open() {
    return RawWebSocket.open(RawHttp.connect(Site.PORT, SMALL_BUFFER), SITE.path("ws"));
  }

  @Test
  void whoPushesAndDoesNotReadIsEndedAndLeavesNoHeap() {
    List<RawWebSocket> attackers =
        Stream.generate(() -> clients.keep(open())).limit(ATTACKERS).toList();
    try (ServerJvm jvm = new ServerJvm()) {
      long before = jvm.liveHeap();
      AtomicInteger ended = new AtomicInteger();
      attackers.forEach(
          attacker ->
              threads.execute(
                  () -> {
                    int unused = push(attacker, over);
                    ended.incrementAndGet();
                  }));

      long most = 0;
      long deadline = System.nanoTime() + 3 * Await.DEADLINE.toNanos();
      while (ended.get() < ATTACKERS && System.nanoTime() < deadline) {
        most = Math.max(most, jvm.liveHeap());
      }

      assertThat(ended).as("attackers that were ended").hasValue(ATTACKERS);
      assertThat(most - before).as("heap while they pushed").isLessThan(64 * MEBIBYTE);
      assertThat(jvm.liveHeap() - before).as("heap after it").isLessThan(32 * MEBIBYTE);
    }
  }

  @Test
  void fourThatPushDoNotDelayTheOthers() {
    List<WsClient> others =
        Stream.generate(() -> clients.webSocket(SITE.webSocket())).limit(OTHERS).toList();
    others.forEach(other -> other.subscribe(TOPIC));
    Await.until("all others", () -> SITE.subscriptions(TOPIC) == OTHERS);
    long warm = percentile99(others);
    long quiet = Math.min(warm, percentile99(others));

    for (int i = 0; i < 4; i++) {
      threads.execute(this::pushForEver);
    }
    long pushed = percentile99(others);

    System.getLogger(FloodIT.class.getName())
        .log(System.Logger.Level.INFO, "p99 in ms: {0} quiet, {1} pushed", quiet, pushed);
    assertThat(pushed).isLessThan(MOST_TIMES * Math.max(quiet, NOISE_MILLIS));
    assertThat(pushed).isLessThan(quiet < BUSY_MILLIS ? MOST_MILLIS : MOST_TIMES * quiet);
  }

  private void pushForEver() {
    while (!over.get()) {
      try (RawWebSocket attacker = open()) {
        int unused = push(attacker, over);
      } catch (UncheckedIOException | AssertionError e) {
        // Refused or reset: the next one may come through.
      }
    }
  }

  /** How many milliseconds after its publication all but one in a hundred clients have an event. */
  private static long percentile99(List<WsClient> clients) {
    List<Long> millis = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      SITE.publish(1, TOPIC);
      for (WsClient client : clients) {
        client.await("event");
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      }
    }
    Collections.sort(millis);
    return millis.get(millis.size() * 99 / 100);
  }
}
