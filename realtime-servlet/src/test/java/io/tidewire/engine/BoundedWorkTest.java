package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewire.window.Replay;
import io.tidewire.wire.Control;
import org.junit.jupiter.api.Test;

/** What reading, losing and forgetting cost, counted in topics and events that are looked at. */
class BoundedWorkTest {

  private static final StartFrom START = StartFrom.beginning();
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
    RecordingTransport transport = hub.subscribe(StartFrom.rewind(1), "t/*");
    long looks = settleInPieces(hub);
    assertThat(transport.payloads()).hasSize(TOPICS).endsWith("\"y\"");
    assertThat(looks).isLessThan(TOPICS + TOPICS / 10L);
  }

  @Test
  void aPatternThatFindsNothingLetsOthersHaveTheirTurn() {
    TestHub hub = hubWithManyTopics(settings);
    RecordingTransport neighbour = hub.subscribe(StartFrom.now(), "news");
    hub.settle();
    RecordingTransport transport = hub.subscribe(START, "other/*");
    hub.publish("news", 1);
    boolean worked = hub.engine.loops().get(0).turn();
    assertThat(worked).isTrue();
    assertThat(neighbour.awaitEvents(1)).containsExactly("\"1\"");
    assertThat(transport.served().delivery().subscriptions().areLive()).isFalse();
    assertThat(settleInPieces(hub)).isLessThan(TOPICS);
    assertThat(transport.served().delivery().subscriptions().areLive()).isTrue();
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
}
