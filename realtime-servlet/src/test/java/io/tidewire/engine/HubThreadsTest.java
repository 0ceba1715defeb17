package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.HubClosedException;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.spi.HubSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hub with its real threads. */
@Timeout(60)
class HubThreadsTest {

  private static final StartFrom NOW = StartFrom.now();

  private final TestSettings settings = new TestSettings();

  /** A socket whose write does not return until the test lets it. */
  private static final class BlockingTransport extends RecordingTransport {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean blocks;

    BlockingTransport(ClientConnection connection) {
      super(connection);
    }

    @Override
    public void send(Batch batch, Position cursor) {
      if (blocks) {
        entered.countDown();
        awaitRelease();
      }
      super.send(batch, cursor);
    }

    private void awaitRelease() {
      try {
        assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void publishersOverloadAndGoOnWhenTheStuckLoopMovesAgain() throws Exception {
    settings.inFlight = 16;
    settings.publishWait = Duration.ofMillis(50);
    try (TestHub hub = TestHub.started(settings)) {
      BlockingTransport stuck = hub.connect(BlockingTransport::new);
      TestHub.subscribe(stuck, NOW, "a");
      await().until(() -> !stuck.sends().isEmpty());
      stuck.blocks = true;
      hub.publish("a", "first");
      assertThat(stuck.entered.await(20, TimeUnit.SECONDS)).isTrue();
      int[] stored = {1};
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 16; i++) {
                  hub.publish("a", i);
                  stored[0]++;
                }
              })
          .isInstanceOf(OverloadedException.class)
          .hasMessageContaining("events behind");
      assertThat(stored[0]).isBetween(8, 10);
      stuck.blocks = false;
      stuck.released.countDown();
      await().until(() -> hub.engine.window().backlog().inFlight() == 0);
      hub.publish("a", "last");
      assertThat(stuck.awaitEvents(stored[0] + 1)).endsWith("\"last\"");
      stuck.assertExhausted();
    }
  }

  /** One event at a time: each must wake a loop that has just fallen asleep. */
  @Test
  void noWakeUpIsLost() {
    settings.loops = 2;
    try (TestHub hub = TestHub.started(settings)) {
      RecordingTransport one = hub.subscribe(NOW, "a");
      RecordingTransport other = hub.subscribe(NOW, "a");
      await().until(() -> !one.sends().isEmpty() && !other.sends().isEmpty());
      for (int i = 0; i < 5_000; i++) {
        hub.publish("a", i);
        assertThat(one.awaitEvents(1)).containsExactly("\"" + i + "\"");
        assertThat(other.awaitEvents(1)).containsExactly("\"" + i + "\"");
      }
    }
  }

  @Test
  void closingTellsAllClientsAndEndsAllThreads() {
    settings.loops = 2;
    TestHub hub = TestHub.started(settings, signal -> {});
    List<RecordingTransport> transports = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      transports.add(hub.subscribe(NOW, "a"));
    }
    transports.get(0).stall();
    hub.close();
    hub.close();
    assertThat(transports)
        .allSatisfy(t -> assertThat(t.bye().reason()).isEqualTo(CloseReason.RESTART));
    assertThat(hub.threads).hasSize(3);
    await().untilAsserted(() -> assertThat(hub.threads).noneMatch(Thread::isAlive));
    assertThatThrownBy(() -> hub.publish("a", 1)).isInstanceOf(HubClosedException.class);
    assertThatThrownBy(hub::connect).isInstanceOf(OverloadedException.class);
  }

  /** A container's write that should not block may. */
  @Test
  void aLoopThatIsStuckAtTheEndEndsItsConnectionsLater() throws Exception {
    TestHub hub = TestHub.started(settings);
    BlockingTransport stuck = hub.connect(BlockingTransport::new);
    TestHub.subscribe(stuck, NOW, "a");
    await().until(() -> !stuck.sends().isEmpty());
    stuck.blocks = true;
    hub.publish("a", 1);
    assertThat(stuck.entered.await(20, TimeUnit.SECONDS)).isTrue();

    hub.close();
    stuck.released.countDown();

    await().untilAsserted(() -> assertThat(hub.threads).noneMatch(Thread::isAlive));
    assertThat(stuck.bye().reason()).isEqualTo(CloseReason.RESTART);
  }

  @Test
  void anObserverThatThrowsIsHeardAgainAndHindersNobody() {
    Queue<HubSignal> heard = new ConcurrentLinkedQueue<>();
    TestHub hub =
        TestHub.started(
            settings,
            signal -> {
              heard.add(signal);
              throw new AssertionError("an observer's own fault");
            });
    try (hub) {
      RecordingTransport transport = hub.subscribe(NOW, "a");
      await().until(() -> !transport.sends().isEmpty());
      hub.publish("a", 1);
      hub.publish("a", 2);
      assertThat(transport.awaitEvents(2)).hasSize(2);
      await()
          .untilAsserted(
              () -> assertThat(heard).filteredOn(HubSignal.Published.class::isInstance).hasSize(2));
    }
    await().untilAsserted(() -> assertThat(hub.threads).noneMatch(Thread::isAlive));
  }

  @Test
  void anObserverThatSwallowsTheInterruptDoesNotKeepItsThread() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    TestHub hub =
        TestHub.started(
            settings,
            signal -> {
              entered.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException swallowed) {
                assertThat(swallowed).isNotNull();
              }
            });
    hub.publish("a", 1);
    assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    hub.close();
    await().untilAsserted(() -> assertThat(hub.threads).noneMatch(Thread::isAlive));
  }

  @Test
  void manyPublishersAndClientsThatStallAndCutEndWithEveryEventOnceAndInOrder() throws Exception {
    int publishers = 3;
    int each = 2_000;
    settings.loops = 2;
    settings.outbox = 16;
    settings.events = publishers * each;
    settings.publishWait = Duration.ofSeconds(20);
    long seed = new Random().nextLong();
    System.out.println("seed of the stress test: " + seed);
    try (TestHub hub = TestHub.started(settings)) {
      List<RestlessClient> clients = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        clients.add(new RestlessClient(hub, i % 2 == 0 ? "t/*" : "t/1", new Random(seed + i)));
      }
      ExecutorService threads = Executors.newFixedThreadPool(publishers + 1);
      List<Future<?>> publishing = new ArrayList<>();
      for (int p = 0; p < publishers; p++) {
        String topic = "t/" + p;
        publishing.add(threads.submit(() -> publishAll(hub, topic, each)));
      }
      while (!publishing.stream().allMatch(Future::isDone)) {
        clients.forEach(RestlessClient::disturb);
      }
      for (Future<?> done : publishing) {
        done.get();
      }
      threads.shutdown();
      long last = hub.engine.position().sequence();
      assertThat(last).isEqualTo((long) publishers * each);
      clients.forEach(client -> client.finish(client.pattern.equals("t/1") ? each : (int) last));
    }
  }

  private static void publishAll(TestHub hub, String topic, int count) {
    for (int i = 0; i < count; i++) {
      hub.publish(topic, i);
    }
  }
}
