package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a connection is kept whose goodbye the socket has not taken. */
@Timeout(60)
class GoodbyeTest {

  private static final long PATIENCE = ClientConnection.PATIENCE.toMillis();

  private final TestSettings settings = new TestSettings();

  /** A socket that has not taken the goodbye before the test says so. */
  private static final class SlowTransport extends RecordingTransport {
    private volatile boolean saying = true;
    private final AtomicInteger givenUp = new AtomicInteger();
    private @Nullable Error fault;

    SlowTransport(ClientConnection connection) {
      super(connection);
    }

    @Override
    public boolean isSayingGoodbye() {
      assertThat(bye()).isNotNull();
      return saying;
    }

    @Override
    public void giveUpGoodbye() {
      givenUp.incrementAndGet();
      Error once = fault;
      fault = null;
      if (once != null) {
        throw once;
      }
      saying = false;
    }

    void takeGoodbye() {
      saying = false;
      connection().transportEnded();
    }
  }

  @BeforeEach
  void letOneIn() {
    settings.connections = 1;
  }

  private static void assertIsKept(TestHub hub) {
    assertThatThrownBy(hub::connect).isInstanceOf(OverloadedException.class);
  }

  private static void assertHasLeft(TestHub hub) {
    assertThat(hub.connect()).as("its place is free").isNotNull();
  }

  /** A connection that has been told to end. */
  private static SlowTransport ending(TestHub hub, CloseReason reason) {
    SlowTransport slow = hub.connect(SlowTransport::new);
    hub.settle();
    slow.connection().end(reason);
    hub.settle();
    assertThat(hub.heard.open()).as("nothing more is done for it").isZero();
    assertThat(slow.bye()).isNotNull();
    return slow;
  }

  @Test
  void aConnectionIsKeptUntilItsGoodbyeIsSaid() {
    TestHub hub = TestHub.handDriven(settings);
    SlowTransport slow = ending(hub, CloseReason.MAX_AGE);
    hub.ticker.advance(PATIENCE - 1);
    hub.settle();
    assertIsKept(hub);

    slow.takeGoodbye();
    hub.settle();

    assertHasLeft(hub);
    assertThat(slow.givenUp.get()).isZero();
    assertThat(hub.heard.wrong()).isEmpty();
  }

  @Test
  void aGoodbyeThatHasWaitedTooLongIsGivenUp() {
    TestHub hub = TestHub.handDriven(settings);
    SlowTransport slow = ending(hub, CloseReason.OVERLOADED);
    assertIsKept(hub);

    hub.ticker.advance(PATIENCE);
    hub.settle();

    assertThat(slow.givenUp.get()).isEqualTo(1);
    assertHasLeft(hub);
    slow.takeGoodbye();
    hub.settle();
    assertThat(slow.givenUp.get()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNRESPONSIVE", "DISCONNECTED"})
  void aClientThatTakesNoBytesAnyMoreIsNotWaitedFor(CloseReason reason) {
    TestHub hub = TestHub.handDriven(settings);
    SlowTransport slow = ending(hub, reason);
    assertThat(slow.givenUp.get()).isEqualTo(1);
    assertHasLeft(hub);
  }

  @Test
  void aTransportThatHasSentAllEndsItsConnection() {
    TestHub hub = TestHub.handDriven(settings);
    SlowTransport slow = hub.connect(SlowTransport::new);
    hub.settle();

    slow.takeGoodbye();
    hub.settle();

    assertThat(slow.bye().reason()).isEqualTo(CloseReason.NORMAL);
    assertHasLeft(hub);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransportThatFailsToGiveUpLeavesToo(boolean isOutOfMemory) {
    TestHub hub = TestHub.handDriven(settings);
    SlowTransport slow = ending(hub, CloseReason.MAX_AGE);
    slow.fault = isOutOfMemory ? new OutOfMemoryError() : new NoClassDefFoundError("undeployed");

    hub.ticker.advance(PATIENCE);
    hub.settle();
    hub.ticker.advance(PATIENCE);
    hub.settle();

    assertThat(slow.givenUp.get())
        .as("tried again if there was no memory")
        .isEqualTo(isOutOfMemory ? 2 : 1);
    assertHasLeft(hub);
  }

  /** The container may report an end before the loop has heard of the connection. */
  @Test
  void oneThatWasNeverRegisteredIsGivenUpToo() {
    TestHub hub = TestHub.handDriven(settings);
    SlowTransport slow =
        hub.connect(
            connection -> {
              connection.end(CloseReason.OVERLOADED);
              return new SlowTransport(connection);
            });
    hub.settle();
    assertThat(slow.givenUp.get()).isZero();

    hub.ticker.advance(PATIENCE);
    hub.settle();

    assertThat(slow.givenUp.get()).isEqualTo(1);
    assertHasLeft(hub);
  }

  /** Nobody would look again. */
  @Test
  void aLoopThatEndsGivesThemUp() {
    TestHub hub = TestHub.handDriven(settings);
    SlowTransport slow = hub.connect(SlowTransport::new);
    hub.settle();

    hub.engine.loops().get(0).end(CloseReason.RESTART);

    assertThat(slow.bye()).isNotNull();
    assertThat(slow.givenUp.get()).isEqualTo(1);
  }

  @Test
  void aDrainedHubIsEmptyOnceTheGoodbyesAreSaid() {
    TestHub hub = TestHub.handDriven(settings);
    SlowTransport slow = hub.connect(SlowTransport::new);
    hub.settle();
    CompletableFuture<Void> drained = hub.engine.drain(Duration.ZERO).toCompletableFuture();
    hub.settle();
    hub.ticker.advance(PATIENCE - 1);
    hub.settle();
    assertThat(slow.bye()).isNotNull();
    assertThat(drained).isNotDone();

    slow.takeGoodbye();
    hub.settle();

    assertThat(drained).isCompleted();
  }

  @Test
  void theEndOfAnApplicationWaitsForTheGoodbyes() throws Exception {
    try (TestHub hub = TestHub.started(settings)) {
      SlowTransport slow = hub.connect(SlowTransport::new);
      await().until(() -> hub.heard.open() == 1);
      Thread stopping = new Thread(hub.attachment::close);
      stopping.start();
      slow.awaitBye();
      await().until(() -> hub.heard.open() == 0);
      CompletableFuture<Void> turned = new CompletableFuture<>();
      slow.connection().later(() -> turned.complete(null));
      turned.join();
      await().until(() -> stopping.getState() != Thread.State.RUNNABLE);
      assertThat(stopping.getState()).as("it waits").isEqualTo(Thread.State.TIMED_WAITING);

      slow.takeGoodbye();

      stopping.join();
      assertThat(slow.givenUp.get()).isZero();
    }
  }
}
