package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.wire.Control;
import io.tidewire.wire.SharedEvent;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What reading, losing and forgetting cost, counted in topics and events that are looked at. */
class BoundedWorkTest {

  private static final StartFrom START = new StartFrom.Beginning();
  private static final int TOPICS = 20_000;

  /** What one turn may look at for one connection: a few pieces. */
  private static final int LOOKS_PER_TURN = 5 * 1_024;

  private final TestSettings settings = new TestSettings();

  private static TestHub hubWithManyTopics(TestSettings settings) {
    TestHub hub = TestHub.handDriven(settings);
    for (int i = 0; i < TOPICS; i++) {
      hub.publish("t/" + i, "x");
      if (i % 256 == 0) {
        hub.settle();
      }
    }
    hub.settle();
    return hub;
  }

  /** Settles the hub, and finds that no turn looks at much. */
  private static long settleInPieces(TestHub hub) {
    Replay replay = hub.engine.window().replay();
    long before = replay.looks();
    long at = before;
    while (hub.engine.loops().get(0).turn()) {
      long now = replay.looks();
      assertThat(now - at).as("looks in one turn").isLessThanOrEqualTo(LOOKS_PER_TURN);
      at = now;
    }
    return at - before;
  }

  @Test
  void aPatternsReplayLooksAtEachEventOnce() {
    TestHub hub = hubWithManyTopics(settings);
    RecordingTransport transport = hub.subscribe(START, "t/*");
    long looks = settleInPieces(hub);
    assertThat(transport.payloads()).hasSize(TOPICS);
    assertThat(looks).isBetween((long) TOPICS, TOPICS + TOPICS / 10L);
  }

  @Test
  void aRewindOverAPatternLooksAtEachEventOnce() {
    settings.events = 2;
    TestHub hub = hubWithManyTopics(settings);
    hub.publish("t/7", "y");
    hub.settle();
    RecordingTransport transport = hub.subscribe(new StartFrom.Rewind(1), "t/*");
    long looks = settleInPieces(hub);
    assertThat(transport.payloads()).hasSize(TOPICS).endsWith("\"y\"");
    assertThat(looks).isLessThan(TOPICS + TOPICS / 10L);
  }

  @Test
  void aPatternThatFindsNothingLetsOthersHaveTheirTurn() {
    TestHub hub = hubWithManyTopics(settings);
    RecordingTransport neighbour = hub.subscribe(new StartFrom.Now(), "news");
    hub.settle();
    RecordingTransport transport = hub.subscribe(START, "other/*");
    hub.publish("news", 1);
    boolean worked = hub.engine.loops().get(0).turn();
    assertThat(worked).isTrue();
    assertThat(neighbour.awaitEvents(1)).containsExactly("\"1\"");
    assertThat(transport.connection().delivery().subscriptions().areLive()).isFalse();
    assertThat(settleInPieces(hub)).isLessThan(TOPICS);
    assertThat(transport.connection().delivery().subscriptions().areLive()).isTrue();
  }

  @Test
  void oneTopicsReplayLooksAtNothingElse() {
    TestHub hub = hubWithManyTopics(settings);
    RecordingTransport transport = hub.subscribe(START, "t/1", "t/2", "t/3", "none");
    assertThat(settleInPieces(hub)).isLessThan(10);
    assertThat(transport.payloads()).hasSize(3);
  }

  /** None of the topics that have lost something is the pattern's; all are looked at, in pieces. */
  @Test
  void lossesOfAPatternAreLookedForInPieces() {
    settings.events = 0;
    settings.idleTopics = TOPICS;
    TestHub hub = hubWithManyTopics(settings);
    RecordingTransport transport = hub.subscribe(hub.after(0), "other/*");
    TestHub.subscribe(transport, START, "t/1");
    boolean worked = hub.engine.loops().get(0).turn();
    assertThat(worked).isTrue();
    assertThat(transport.frames()).as("what would be an answer already").isEmpty();
    settleInPieces(hub);
    assertThat(transport.frames(Control.Subscribed.class))
        .extracting(Control.Subscribed::topic, Control.Subscribed::recovered)
        .containsExactly(tuple("other/*", true), tuple("t/1", false));
  }

  @Test
  void aLossThatIsFoundEndsTheSearch() {
    settings.events = 0;
    settings.idleTopics = TOPICS;
    TestHub hub = hubWithManyTopics(settings);
    RecordingTransport transport = hub.subscribe(hub.after(0), "t/*");
    assertThat(settleInPieces(hub)).isLessThan(100);
    assertThat(transport.frames(Control.Gap.class)).hasSize(1);
  }

  @Test
  void lossesBehindARecentCursorAreFoundWithoutLookingAtOtherTopics() {
    settings.events = 1;
    settings.bytes = Replay.weight(3) * TOPICS / 2;
    TestHub hub = hubWithManyTopics(settings);
    long recent = hub.engine.position().sequence() - 10;
    RecordingTransport transport = hub.subscribe(hub.after(recent), "other/*");
    assertThat(settleInPieces(hub)).isLessThan(100);
    assertThat(transport.frames(Control.Subscribed.class).get(0).recovered()).isTrue();
  }

  @Test
  void anEventIsKeptWithoutLookingAtIdleTopicsThatAreSubscribedTo() {
    int[] asked = {0};
    History history =
        new History(
            keepingNothing(),
            0,
            topic -> {
              asked[0]++;
              return true;
            });
    IntStream.rangeClosed(1, TOPICS).forEach(i -> history.add(event(i, "$user/" + i), 0));
    assertThat(history.topics()).isEqualTo(TOPICS);
    assertThat(asked[0]).isLessThanOrEqualTo(TOPICS);
    asked[0] = 0;
    IntStream.rangeClosed(1, 1_000).forEach(i -> history.add(event(TOPICS + i, "busy"), 0));
    assertThat(asked[0]).isLessThanOrEqualTo(10);
  }

  /** Housekeeping looks at them again when they are due, a bounded number each time. */
  @Test
  void idleTopicsThatWereSparedAreForgottenInRounds() {
    boolean[] subscribed = {true};
    History history = new History(keepingNothing(), 0, topic -> subscribed[0]);
    IntStream.rangeClosed(1, 1_000).forEach(i -> history.add(event(i, "$user/" + i), 0));
    subscribed[0] = false;
    long later = keepingNothing().age().toMillis();
    assertThat(history.trim(later - 1, new Effort(100))).isTrue();
    assertThat(history.topics()).isEqualTo(1_000);
    assertThat(history.trim(later, new Effort(100))).isFalse();
    assertThat(history.topics()).isEqualTo(900);
    assertThat(history.trim(later, new Effort(2_000))).isTrue();
    assertThat(history.topics()).isZero();
  }

  /** An event that comes after a long silence does not have to clear away all that is too old. */
  @Test
  void whatIsTooOldGoesInRounds() {
    WindowSettings limits = settings.build().history();
    History history = new History(limits, 0, topic -> false);
    IntStream.rangeClosed(1, 10_000).forEach(i -> history.add(event(i, "t/" + i), 0));
    long later = 2 * limits.age().toMillis();
    history.add(event(10_001, "t/1"), later);
    assertThat(history.evictions().count()).isLessThanOrEqualTo(100);
    assertThat(history.trim(later, new Effort(1_000))).isFalse();
    assertThat(history.evictions().count()).isLessThanOrEqualTo(1_100);
  }

  private WindowSettings keepingNothing() {
    settings.events = 0;
    settings.idleTopics = 10;
    return settings.build().history();
  }

  private static SharedEvent event(long sequence, String topic) {
    Payload payload = Payload.json("1");
    Message message = Message.to(Topic.of(topic), "changed", payload).build();
    return new SharedEvent(
        new PublishedEvent(
            new Position("e", sequence),
            PublishedEvent.Content.of(message, payload, Instant.EPOCH)));
  }
}
