package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.wire.Control;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final long TICK = 50;

  /** How much a heartbeat may differ from its time: a fifth, and one look at the clock. */
  private static final long EARLIEST = 16_000;

  private static final long LATEST = 24_000 + 250 + TICK;

  private final TestSettings settings = new TestSettings();

  /** A peer that answers pings, until it is silenced. */
  private static final class AnsweringTransport extends RecordingTransport {
    private boolean answers = true;
    private int pings;

    AnsweringTransport(ClientConnection connection) {
      super(connection);
    }

    @Override
    public void ping() {
      pings++;
      connection().pinged();
      if (answers) {
        connection().heard();
      }
    }
  }

  private static void pass(TestHub hub, long millis) {
    for (long passed = 0; passed < millis; passed += TICK) {
      hub.ticker.advance(TICK);
      hub.settle();
    }
  }

  @Test
  void fiftyStalledConnectionsDoNotDelayTheirNeighboursHeartbeats() {
    settings.outbox = 4;
    TestHub hub = TestHub.handDriven(settings);
    List<RecordingTransport> stalled = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      stalled.add(hub.subscribe(NOW, "busy"));
    }
    List<RecordingTransport> neighbours = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      neighbours.add(hub.subscribe(NOW, "quiet"));
    }
    hub.settle();
    stalled.forEach(RecordingTransport::stall);
    long[] lastHeard = new long[50];
    int[] heard = new int[50];
    for (long at = TICK; at <= 29_000; at += TICK) {
      hub.ticker.advance(TICK);
      hub.publish("busy", at);
      hub.settle();
      for (int i = 0; i < 50; i++) {
        int pings = neighbours.get(i).frames(Control.Ping.class).size();
        if (pings > heard[i]) {
          assertThat(at - lastHeard[i]).isBetween(EARLIEST, LATEST);
          heard[i] = pings;
          lastHeard[i] = at;
        }
      }
    }
    assertThat(heard).containsOnly(1);
    assertThat(stalled).allSatisfy(t -> assertThat(t.frames(Control.Ping.class)).isEmpty());
    assertThat(stalled).allSatisfy(t -> assertThat(t.bye()).isNull());
    pass(hub, 2_000);
    assertThat(stalled)
        .allSatisfy(t -> assertThat(t.bye().reason()).isEqualTo(CloseReason.UNRESPONSIVE));
    assertThat(neighbours).allSatisfy(t -> assertThat(t.bye()).isNull());
  }

  @Test
  void heartbeatsCarryTheCurrentCursorAndStopWhileEventsFlow() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport quiet = hub.subscribe(NOW, "quiet");
    RecordingTransport busy = hub.subscribe(NOW, "busy");
    hub.settle();
    Position last = hub.publish("busy", 0);
    for (int i = 0; i < 30; i++) {
      pass(hub, 1_000);
      last = hub.publish("busy", i);
      hub.settle();
    }
    pass(hub, 15_000);
    assertThat(busy.frames(Control.Ping.class)).isEmpty();
    List<Control.Ping> pings = quiet.frames(Control.Ping.class);
    assertThat(pings).isNotEmpty();
    pass(hub, 24_000);
    assertThat(quiet.frames(Control.Ping.class)).hasSizeGreaterThan(pings.size());
    assertThat(quiet.frames(Control.Ping.class)).endsWith(new Control.Ping(last.toString()));
  }

  @Test
  void aPeerThatAnswersNoPingIsTakenForDead() {
    TestHub hub = TestHub.handDriven(settings);
    AnsweringTransport transport = hub.connect(AnsweringTransport::new);
    hub.settle();
    pass(hub, 60_000);
    assertThat(transport.pings).isGreaterThanOrEqualTo(2);
    assertThat(transport.bye()).isNull();
    transport.answers = false;
    int before = transport.pings;
    while (transport.pings == before) {
      pass(hub, TICK);
    }
    pass(hub, 10_000);
    assertThat(transport.bye()).isNull();
    pass(hub, 500);
    assertThat(transport.bye().reason()).isEqualTo(CloseReason.UNRESPONSIVE);
  }

  @Test
  void aSignOfLifeSavesAPeerThatAnswersNoPing() {
    TestHub hub = TestHub.handDriven(settings);
    AnsweringTransport transport = hub.connect(AnsweringTransport::new);
    transport.answers = false;
    hub.settle();
    for (int i = 0; i < 100; i++) {
      pass(hub, 1_000);
      transport.connection().heard();
    }
    assertThat(transport.pings).isPositive();
    assertThat(transport.bye()).isNull();
  }

  /** It may come late by one look at the clock. */
  @Test
  void aProbeIsAnsweredAMomentAfterTheEndOfTheReplayAndOnce() {
    settings.outbox = 4;
    TestHub hub = TestHub.handDriven(settings);
    for (int i = 0; i < 20; i++) {
      hub.publish("a", i);
    }
    RecordingTransport unprobed = hub.subscribe(StartFrom.beginning(), "a");
    RecordingTransport probed = hub.connect();
    probed.stall();
    probed.connection().probe();
    TestHub.subscribe(probed, StartFrom.beginning(), "a");
    hub.settle();
    pass(hub, 3_000);
    probed.unstall();
    hub.settle();
    assertThat(probed.payloads()).hasSize(20);
    pass(hub, 200);
    assertThat(probed.frames(Control.Ping.class)).isEmpty();
    pass(hub, 300 + TICK);
    assertThat(probed.frames(Control.Ping.class)).hasSize(1);
    pass(hub, 10_000);
    assertThat(probed.frames(Control.Ping.class)).hasSize(1);
    assertThat(unprobed.frames(Control.Ping.class)).isEmpty();
  }

  @Test
  void aProbeIsAnsweredWhileEventsFlow() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport probed = hub.connect();
    probed.connection().probe();
    TestHub.subscribe(probed, NOW, "a");
    hub.settle();
    for (int i = 0; i < 12; i++) {
      hub.publish("a", i);
      pass(hub, TICK);
    }
    assertThat(probed.frames(Control.Ping.class)).hasSize(1);
  }
}
