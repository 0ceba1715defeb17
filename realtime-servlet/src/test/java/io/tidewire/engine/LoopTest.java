package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loop sleeps through what is for none of its clients, and they notice nothing of it. */
class LoopTest {

  private static final StartFrom NOW = StartFrom.now();
  private static final int RING = 64;

  private final TestSettings settings = new TestSettings();
  private final AtomicInteger wakes = new AtomicInteger();
  private TestHub hub;
  private Loop loop;

  @BeforeEach
  void startHub() {
    settings.inFlight = RING;
    hub = TestHub.handDriven(settings);
    loop = hub.engine.loops().get(0);
    loop.wakeWith(wakes::incrementAndGet);
  }

  @Test
  void anEventForNobodyWakesNobody() {
    hub.publish("a", 1);
    assertThat(wakes).hasValue(0);
  }

  @Test
  void anEventForAClientWakesItsLoop() {
    hub.subscribe(NOW, "a");
    hub.settle();
    wakes.set(0);
    hub.publish("b", 1);
    assertThat(wakes).hasValue(0);
    hub.publish("a", 2);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void anEventThatAPatternMayCoverWakesItsLoop() {
    hub.subscribe(NOW, "orders/*");
    hub.settle();
    wakes.set(0);
    hub.publish("orders/eu", 1);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void aClientThatCannotBeAnsweredYetWakesItsLoopOnceItCan() {
    RecordingTransport transport = hub.connect(StalledTransport::new);
    TestHub.subscribe(transport, NOW, "a");
    assertThat(wakes).hasValue(0);
    transport.unstall();
    assertThat(wakes).hasValue(1);
    hub.settle();
    assertThat(transport.frames(Control.Subscribed.class)).hasSize(1);
    wakes.set(0);
    TestHub.unsubscribe(transport, "a");
    assertThat(wakes).hasValue(1);
  }

  @Test
  void aClientThatLeavesBeforeItCouldBeAnsweredMakesRoom() {
    settings.connections = 1;
    startHub();
    RecordingTransport left = hub.connect(StalledTransport::new);
    left.connection().end(CloseReason.DISCONNECTED);
    assertThat(wakes).hasValue(1);
    hub.settle();
    RecordingTransport next = hub.subscribe(NOW, "a");
    hub.settle();
    assertThat(next.frames(Control.Subscribed.class)).hasSize(1);
  }

  private static final class StalledTransport extends RecordingTransport {
    StalledTransport(ClientConnection connection) {
      super(connection);
      stall();
    }
  }

  @Test
  void theLoopIsWokenLongBeforePublishersWouldHaveToWait() {
    while (wakes.get() == 0) {
      hub.publish("a", 1);
    }
    assertThat(hub.engine.window().backlog().inFlight()).isLessThanOrEqualTo(RING / 4);
    assertThat(loop.turn()).isTrue();
    assertThat(hub.engine.window().backlog().inFlight()).isZero();
  }

  @Test
  void aClientThatBeginsNowGetsNothingOfWhatTheLoopSleptThrough() {
    hub.publish("a", 1);
    hub.publish("a", 2);
    RecordingTransport transport = hub.subscribe(NOW, "a");
    hub.publish("a", 3);
    hub.settle();
    assertThat(transport.payloads()).containsExactly("\"3\"");
    assertThat(transport.frames(Control.Subscribed.class).get(0).cursor()).endsWith("-2");
  }

  @Test
  void aRewindCountsWhatTheLoopSleptThrough() {
    hub.publish("a", 1);
    hub.publish("a", 2);
    RecordingTransport transport = hub.subscribe(StartFrom.rewind(1), "a");
    hub.publish("a", 3);
    hub.settle();
    assertThat(transport.payloads()).containsExactly("\"2\"", "\"3\"");
  }

  @Test
  void whatTheLoopSleptThroughIsReplayedAsIfItHadBeenAwake() {
    hub.publish("a", 1);
    StartFrom first = hub.after(1);
    hub.publish("a", 2);
    hub.publish("b", 3);
    RecordingTransport transport = hub.subscribe(first, "a");
    hub.settle();
    assertThat(transport.payloads()).containsExactly("\"2\"");
    Frame last = transport.frames().get(transport.frames().size() - 1);
    assertThat(last).isInstanceOf(Control.Start.class);
  }

  @Test
  void whatWasEvictedWhileTheLoopSleptIsAGap() {
    settings.events = 1;
    startHub();
    hub.publish("a", 1);
    StartFrom first = hub.after(1);
    hub.publish("a", 2);
    hub.publish("a", 3);
    RecordingTransport transport = hub.subscribe(first, "a");
    hub.settle();
    assertThat(transport.frames(Control.Gap.class)).hasSize(1);
    assertThat(transport.payloads()).containsExactly("\"3\"");
  }
}
