package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.ManualTicker;
import io.tidewire.wire.Control;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifeCycleTest {

  private static final StartFrom NOW = StartFrom.now();

  private final TestSettings settings = new TestSettings();

  /** Where a transport throws. */
  enum Fault {
    IS_READY,
    SEND,
    CLOSE
  }

  private static final class FaultyTransport extends RecordingTransport {
    private final Fault fault;
    private boolean broken;

    FaultyTransport(ClientConnection connection, Fault fault) {
      super(connection);
      this.fault = fault;
    }

    private void fail(Fault at) {
      if (broken && fault == at) {
        throw new NoClassDefFoundError("a class that an undeployment took away");
      }
    }

    @Override
    public boolean isReady() {
      fail(Fault.IS_READY);
      return super.isReady();
    }

    @Override
    public void send(Batch batch, Position cursor) {
      fail(Fault.SEND);
      super.send(batch, cursor);
    }

    @Override
    public void close(Control.Bye said, @Nullable Position cursor) {
      super.close(said, cursor);
      fail(Fault.CLOSE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTransportThatThrowsEndsItsOwnConnectionOnly(Fault fault) {
    settings.connections = 2;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport neighbour = hub.subscribe(NOW, "a");
    FaultyTransport faulty = hub.connect(connection -> new FaultyTransport(connection, fault));
    TestHub.subscribe(faulty, NOW, "a");
    hub.settle();
    faulty.broken = true;
    hub.publish("a", 1);
    hub.settle();
    if (fault == Fault.CLOSE) {
      faulty.connection().end(CloseReason.NORMAL);
      hub.settle();
    }
    hub.publish("a", 2);
    hub.settle();
    assertThat(faulty.bye()).isNotNull();
    assertThat(neighbour.awaitEvents(2)).containsExactly("\"1\"", "\"2\"");
    assertThat(neighbour.bye()).isNull();
    assertThat(hub.connect()).as("the place of the faulty one").isNotNull();
  }

  @Test
  void aTransportThatCannotBeMadeTakesNoPlace() {
    settings.connections = 1;
    TestHub hub = TestHub.handDriven(settings);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  hub.connect(
                      connection -> {
                        throw new IllegalStateException("no socket");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(hub.connect()).isNotNull();
  }

  @Test
  void beyondTheGreatestNumberNoConnectionIsOpened() {
    settings.connections = 2;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport first = hub.connect();
    hub.connect();
    assertThatThrownBy(hub::connect)
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("realtime.max-connections=2");
    first.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(hub.connect()).isNotNull();
  }

  /** The container may report a broken socket before the loop has heard of the connection. */
  @Test
  void aConnectionThatEndsBeforeItBeginsTakesNoPlace() {
    settings.connections = 1;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport gone =
        hub.connect(
            connection -> {
              connection.end(CloseReason.DISCONNECTED);
              return new RecordingTransport(connection);
            });
    TestHub.subscribe(gone, NOW, "a");
    hub.settle();
    assertThat(gone.bye()).isNotNull();
    assertThat(gone.sends()).isEmpty();
    assertThat(hub.connect()).isNotNull();
  }

  @Test
  void anEndedConnectionIsNotTouchedAgain() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(NOW, "a");
    hub.settle();
    int sends = transport.sends().size();
    transport.connection().end(CloseReason.NORMAL);
    transport.connection().end(CloseReason.INTERNAL);
    hub.publish("a", 1);
    TestHub.subscribe(transport, StartFrom.beginning(), "a");
    transport.connection().writable();
    transport.connection().reply(new Control.Unsubscribed(null, "a"));
    hub.settle();
    assertThat(transport.sends()).hasSize(sends);
    assertThat(transport.bye().reason()).isEqualTo(CloseReason.NORMAL);
  }

  @Test
  void aClientThatFloodsWithRequestsIsSentAway() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.connect();
    for (int i = 0; i < 300; i++) {
      TestHub.subscribe(transport, NOW, "a");
    }
    hub.settle();
    assertThat(transport.bye().reason()).isEqualTo(CloseReason.OVERLOADED);
  }

  @Test
  void drainingGivesEachConnectionItsOwnTime() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport[] transports = new RecordingTransport[4];
    for (int i = 0; i < 4; i++) {
      transports[i] = hub.connect();
    }
    hub.settle();
    CompletableFuture<Void> first = hub.engine.drain(Duration.ofSeconds(40)).toCompletableFuture();
    CompletableFuture<Void> again = hub.engine.drain(Duration.ofSeconds(40)).toCompletableFuture();
    hub.settle();
    for (int gone = 0; gone < 4; gone++) {
      assertThat(transports).filteredOn(t -> t.bye() != null).hasSize(gone);
      assertThat(first).isNotDone();
      hub.ticker.advance(10_000);
      hub.settle();
    }
    assertThat(transports)
        .allSatisfy(t -> assertThat(t.bye().reason()).isEqualTo(CloseReason.DRAIN));
    assertThat(first).isCompleted();
    assertThat(again).isCompleted();
  }

  @Test
  void aDrainedHubTakesNoMoreConnections() {
    TestHub hub = TestHub.handDriven(settings);
    CompletableFuture<Void> drained = hub.engine.drain(Duration.ZERO).toCompletableFuture();
    assertThatThrownBy(hub::connect).isInstanceOf(OverloadedException.class);
    hub.settle();
    assertThat(drained).isCompleted();
  }

  /** One that was let in at the last moment, before the loop was told to drain. */
  @Test
  void aConnectionThatComesAmidDrainingLeavesToo() {
    TestHub hub = TestHub.handDriven(settings);
    Loop loop = hub.engine.loops().get(0);
    CompletableFuture<Void> drained = new CompletableFuture<>();
    loop.execute(() -> loop.connections().drain(0, drained));
    RecordingTransport late = hub.connect();
    hub.settle();
    hub.ticker.advance(1_000);
    hub.settle();
    assertThat(late.bye().reason()).isEqualTo(CloseReason.DRAIN);
  }

  @Test
  void aLogThatCannotBeReadStartsNoHubAndLeavesNoThread() {
    EventLog log =
        new ForwardingEventLog(new InMemoryEventLog(0, new ManualTicker())) {
          @Override
          public AutoCloseable tail(@Nullable Position after, Sink sink) {
            throw new IllegalStateException("no connection");
          }
        };
    Set<Thread> threads = new HashSet<>();
    assertThatThrownBy(() -> TestHub.started(settings, log, threads, signal -> {}))
        .hasMessage("no connection");
    await().untilAsserted(() -> assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive));
  }
}
