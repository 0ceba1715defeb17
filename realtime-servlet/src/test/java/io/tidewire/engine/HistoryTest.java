package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.Topic;
import io.tidewire.window.Replay;
import io.tidewire.wire.Control;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept, what is remembered of what is gone, and what is forgotten. */
class HistoryTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final StartFrom START = StartFrom.beginning();

  private final TestSettings settings = new TestSettings();

  private static List<String> replay(TestHub hub, String... patterns) {
    hub.settle();
    RecordingTransport transport = hub.subscribe(START, patterns);
    hub.settle();
    return transport.payloads();
  }

  private static boolean recovers(TestHub hub, long after, String topic) {
    hub.settle();
    RecordingTransport transport = hub.subscribe(hub.after(after), topic);
    hub.settle();
    boolean recovered = transport.frames(Control.Subscribed.class).get(0).recovered();
    assertThat(transport.frames(Control.Gap.class)).hasSize(recovered ? 0 : 1);
    return recovered;
  }

  @Test
  void eachTopicKeepsItsNewestEvents() {
    settings.events = 3;
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("rare", "r");
    IntStream.range(0, 10).forEach(i -> hub.publish("often", i));
    assertThat(replay(hub, "often")).containsExactly("\"7\"", "\"8\"", "\"9\"");
    assertThat(replay(hub, "*")).containsExactly("\"r\"", "\"7\"", "\"8\"", "\"9\"");
    assertThat(recovers(hub, 7, "often")).isFalse();
    assertThat(recovers(hub, 8, "often")).isTrue();
    assertThat(recovers(hub, 0, "rare")).isTrue();
  }

  @Test
  void eventsGoWhenTheyAreTooOld() {
    settings.age = Duration.ofSeconds(10);
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("a", 1);
    hub.ticker.advance(5_000);
    hub.publish("a", 2);
    hub.ticker.advance(5_000);
    hub.engine.window().replay().trim();
    assertThat(replay(hub, "a")).containsExactly("\"2\"");
    hub.ticker.advance(5_000);
    hub.engine.window().replay().trim();
    assertThat(replay(hub, "a")).isEmpty();
  }

  @Test
  void theOldestEventsGoWhenAllTogetherAreTooMuch() {
    settings.bytes = 3 * Replay.weight(100);
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("a", "1".repeat(98));
    hub.publish("b", "2".repeat(98));
    hub.publish("a", "3".repeat(98));
    assertThat(replay(hub, "*")).hasSize(3);
    hub.publish("a", "4".repeat(98));
    assertThat(recovers(hub, 0, "a")).isFalse();
    assertThat(recovers(hub, 1, "a")).isTrue();
    assertThat(recovers(hub, 0, "b")).isTrue();
  }

  /** Sixteen headers can weigh far more than the payload. */
  @Test
  void headersAndKeysCountAsBytes() {
    settings.bytes = 64 * 1024;
    TestHub hub = TestHub.handDriven(settings);
    for (int i = 0; i < 100; i++) {
      Message.Builder message = Message.to(Topic.of("a"), "changed", i).key("k");
      for (int h = 0; h < 16; h++) {
        message.header("h" + h, "x".repeat(256));
      }
      hub.engine.publish(message.build());
    }
    assertThat(replay(hub, "a")).hasSizeBetween(1, 64 / 4);
  }

  @Test
  void aTopicIsRememberedForAWhileAfterItsLastEventHasGone() {
    settings.age = Duration.ofSeconds(10);
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("a", 1);
    hub.settle();
    hub.ticker.advance(10_000);
    hub.engine.window().replay().trim();
    assertThat(recovers(hub, 1, "a")).isTrue();
    assertThat(recovers(hub, 0, "a")).isFalse();
    assertThat(recovers(hub, 0, "unseen")).isTrue();
  }

  @Test
  void aForgottenTopicLeavesAFloorUnderAllThatIsNotRemembered() {
    settings.age = Duration.ofSeconds(10);
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("a", 1);
    hub.publish("b", 2);
    hub.settle();
    hub.ticker.advance(10_000);
    hub.engine.window().replay().trim();
    hub.publish("a", 3);
    hub.settle();
    hub.ticker.advance(9_999);
    hub.engine.window().replay().trim();
    assertThat(recovers(hub, 1, "unseen")).isTrue();
    hub.ticker.advance(1);
    hub.engine.window().replay().trim();
    assertThat(recovers(hub, 1, "unseen")).isFalse();
    assertThat(recovers(hub, 2, "unseen")).isTrue();
  }

  @Test
  void noMoreEmptyTopicsAreRememberedThanAllowed() {
    settings.idleTopics = 2;
    settings.age = Duration.ofSeconds(10);
    TestHub hub = TestHub.handDriven(settings);
    for (int i = 1; i <= 4; i++) {
      hub.publish("t/" + i, i);
    }
    hub.settle();
    hub.ticker.advance(10_000);
    hub.engine.window().replay().trim();
    assertThat(recovers(hub, 1, "unseen")).isFalse();
    assertThat(recovers(hub, 2, "unseen")).isTrue();
    assertThat(recovers(hub, 3, "t/3")).isTrue();
    assertThat(hub.engine.window().replay().kept().topics()).isEqualTo(2);
  }

  /** The floor rises past a client that watches a quiet topic and happens to be stalled. */
  @Test
  void aTopicThatSomebodyWatchesIsForgottenOnlyWhenNobodyDoes() {
    settings.age = Duration.ofSeconds(10);
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport watcher = hub.subscribe(NOW, "a");
    hub.publish("a", 1);
    hub.settle();
    for (int i = 0; i < 5; i++) {
      hub.ticker.advance(10_000);
      hub.engine.window().replay().trim();
      assertThat(hub.engine.window().replay().kept().topics()).isEqualTo(1);
    }
    watcher.connection().end(CloseReason.NORMAL);
    hub.settle();
    hub.ticker.advance(10_000);
    hub.engine.window().replay().trim();
    assertThat(hub.engine.window().replay().kept().topics()).isZero();
  }

  @Test
  void aTopicWithoutRoomForAnyEventIsForgottenToo() {
    settings.events = 0;
    settings.idleTopics = 10;
    TestHub hub = TestHub.handDriven(settings);
    IntStream.range(0, 100).forEach(i -> hub.publish("t/" + i, i));
    assertThat(hub.engine.window().replay().kept().topics()).isLessThanOrEqualTo(10);
  }

  /** Many watched topics that are empty must not make each publish walk them all. */
  @Test
  void manyWatchedEmptyTopicsDoNotHinderForgettingTheOthers() {
    settings.idleTopics = 10;
    settings.bytes = 0;
    settings.subscriptions = 200;
    TestHub hub = TestHub.handDriven(settings);
    String[] watched = IntStream.range(0, 100).mapToObj(i -> "w/" + i).toArray(String[]::new);
    RecordingTransport transport = hub.subscribe(NOW, watched);
    hub.settle();
    for (String topic : watched) {
      hub.publish(topic, 0);
    }
    for (int i = 0; i < 1_000; i++) {
      hub.publish("t/" + i, i);
      hub.settle();
    }
    assertThat(hub.engine.window().replay().kept().topics()).isBetween(100, 120);
    assertThat(transport.payloads()).hasSize(100);
  }

  /** The loop had not passed what was evicted, so the join told nothing of it. */
  @Test
  void whatIsEvictedBeforeTheLoopHasPassedItIsToldAfterAStall() {
    settings.events = 1;
    settings.outbox = 1;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(NOW, "a");
    hub.publish("a", 1);
    hub.publish("a", 2);
    hub.publish("a", 3);
    transport.stall();
    hub.settle();
    transport.unstall();
    hub.settle();
    assertThat(transport.frames(Control.Gap.class)).hasSize(1);
    assertThat(transport.payloads()).containsExactly("\"3\"");
  }

  @Test
  void aLossBelowTheFloorIsToldThoughAGapWasToldBefore() {
    settings.events = 1;
    settings.idleTopics = 0;
    settings.bytes = 2 * Replay.weight(3);
    TestHub hub = TestHub.handDriven(settings);
    hub.publish("other", 1);
    hub.publish("t/a", 2);
    hub.publish("t/b", 3);
    hub.publish("t/b", 4);
    hub.settle();
    RecordingTransport transport = hub.connect();
    transport.stall();
    TestHub.subscribe(transport, hub.after(0), "t/*");
    hub.settle();
    hub.publish("other", 5);
    hub.publish("other", 6);
    hub.publish("other", 7);
    hub.settle();
    transport.unstall();
    hub.settle();
    assertThat(transport.frames(Control.Gap.class)).hasSize(2);
  }
}
