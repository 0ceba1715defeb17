package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.RawHttp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Containers use response objects again. When clients leave by reset while they are written to,
 * nothing of theirs may reach those who come after them, whose responses are the same objects.
 *
 * <p>This shows that the whole holds together under such a load. That it would notice a late touch
 * of a response has not been shown: that depends on moments which a test over the network cannot
 * choose. The rules about who touches a response are tested one by one without a network, in the
 * unit tests of {@code NonBlockingResponse}.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
class RecyclingIT {
  private static final Site SITE = new Site("recycling");
  private static final String NOISE = "open/noise";
  private static final String QUIET = "open/quiet";
  private static final int ROUNDS = 4;
  private static final int LEAVING = 500;
  private static final int NEWCOMERS = 250;
  private static final int THREADS = 16;
  private static final int EVENTS = 20;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicBoolean enough = new AtomicBoolean();
  private final List<RawHttp> newcomers = new ArrayList<>();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.heartbeat", "60s"));
  }

  @AfterEach
  void closeClients() throws InterruptedException {
    enough.set(true);
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    newcomers.forEach(RawHttp::close);
  }

  @Test
  void whoComesAfterThoseThatLeftAbruptlyGetsAWholeStreamOfTheirOwn() {
    awaitGone(NOISE);
    awaitGone(QUIET);
    CompletableFuture<Void> noise = CompletableFuture.runAsync(this::publishNoise);
    for (int round = 0; round < ROUNDS; round++) {
      List<RawHttp> leaving = all(LEAVING, i -> () -> open(NOISE));
      List<Future<RawHttp>> coming = new ArrayList<>();
      for (int i = 0; i < LEAVING; i++) {
        leaving.get(i).reset();
        if (i % (LEAVING / NEWCOMERS) == 0) {
          coming.add(threads.submit(() -> greeted(open(QUIET))));
        }
      }
      coming.forEach(newcomer -> newcomers.add(get(newcomer)));
    }
    enough.set(true);
    Await.result("the last of the noise", noise);
    assertThat(newcomers).hasSize(ROUNDS * NEWCOMERS);
    assertThat(SITE.subscriptions(QUIET)).isEqualTo(newcomers.size());

    String cursor = SITE.publish(1, QUIET);

    String event = "event: tick\ndata: \\{\"n\":\\d+,\"fill\":\"\"}\nid: " + cursor + "\n\n";
    List<String> received =
        all(newcomers.size(), i -> () -> newcomers.get(i).readChunksUntil(s -> s.endsWith("\n\n")));
    assertThat(received).allSatisfy(own -> assertThat(own).matches(event));
  }

  /** The server learns that a client of an earlier run has left when it writes to it. */
  private static void awaitGone(String topic) {
    Await.until(
        "the clients of an earlier run to go",
        () -> {
          SITE.publish(1, topic);
          return SITE.subscriptions(topic) == 0;
        });
  }

  private void publishNoise() {
    while (!enough.get()) {
      SITE.publish(EVENTS, NOISE);
    }
  }

  private static RawHttp open(String topic) {
    RawHttp client = RawHttp.connect(Site.PORT);
    String request =
        "GET " + SITE.path("sse?topic=" + topic) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    client.send(request.getBytes(StandardCharsets.US_ASCII));
    RawHttp.Response head = client.readHead();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type").orElse("").replace("; ", ";"))
        .isEqualToIgnoringCase("text/event-stream;charset=UTF-8");
    return client;
  }

  private static RawHttp greeted(RawHttp newcomer) {
    String greeting = newcomer.readChunksUntil(body -> body.contains("id: "));
    assertThat(greeting).matches("retry: \\d{4}\n\nid: \\w+-\\d+\n\n");
    return newcomer;
  }

  private <T> List<T> all(int count, Function<Integer, Callable<T>> work) {
    List<Future<T>> under = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      under.add(threads.submit(work.apply(i)));
    }
    return under.stream().map(RecyclingIT::get).toList();
  }

  private static <T> T get(Future<T> result) {
    try {
      return result.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("a client failed: " + e.getMessage(), e);
    }
  }
}
