package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Payload;
import io.tidewire.window.WindowSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Topics that are used once, five million of them, leave nothing behind. */
class TopicsUsedOnceTest {

  private static final int MILLION = 1_000_000;
  private static final int EVENTS_PER_SECOND = 10_000;
  private static final long BOUND = 8L << 20;

  @Test
  @Timeout(300)
  void fiveMillionTopicsUsedOnceLeaveTheHeapFlat() {
    WindowSettings defaults = EngineSettings.defaults().history();
    TestSettings settings = new TestSettings();
    settings.events = defaults.events();
    settings.age = defaults.age();
    settings.bytes = defaults.bytes();
    settings.idleTopics = defaults.idleTopics();
    settings.inFlight = defaults.inFlight();
    TestHub hub = TestHub.handDriven(settings);
    Payload payload = Payload.json("1");
    publish(hub, payload, 0, MILLION);
    long afterOne = usedHeap();
    publish(hub, payload, MILLION, 5 * MILLION);
    long afterFive = usedHeap();
    System.out.printf(
        "heap after 1 million topics: %d KiB, after 5 million: %d KiB, remembered: %d%n",
        afterOne >> 10, afterFive >> 10, hub.engine.window().replay().kept().topics());
    assertThat(afterFive - afterOne).isLessThan(BOUND);
    assertThat(hub.engine.position().sequence()).isEqualTo(5L * MILLION);
  }

  private static void publish(TestHub hub, Payload payload, int from, int to) {
    Loop loop = hub.engine.loops().get(0);
    for (int i = from; i < to; i++) {
      hub.publish("once/" + i, payload);
      if (i % 64 == 63) {
        boolean unused = loop.turn();
      }
      if (i % EVENTS_PER_SECOND == 0) {
        hub.ticker.advance(1_000);
      }
    }
    hub.settle();
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
