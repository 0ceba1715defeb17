package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.tck.FaultyEventLog;
import io.tidewire.window.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is due once a second, each thing whatever the others do. */
@Timeout(60)
class HousekeepingTest {

  /** A clock in the test's hand, which fails when the test says so. */
  private static final class FailingTicker implements Ticker {
    private long millis;
    private int failures;

    @Override
    public long millis() {
      if (failures > 0) {
        failures--;
        throw new IllegalStateException("the time");
      }
      return millis;
    }
  }

  /** The history asks for the time first. */
  @Test
  void publishersAreAnsweredThoughTheHistoryCouldNotBeTrimmed() {
    TestSettings settings = new TestSettings();
    FailingTicker ticker = new FailingTicker();
    FaultyEventLog log = new FaultyEventLog(100);
    List<Thread> answering = new ArrayList<>();
    HubParts parts =
        TestHub.parts(
            log,
            ticker,
            work -> {
              Thread thread = new Thread(work);
              answering.add(thread);
              return thread;
            });
    HubEngine engine = HubEngine.handDriven("test", settings.build(), parts);
    log.goAway();
    CompletionStage<Position> unused =
        engine.publish(Message.to(Topic.of("a"), "n", Payload.json("1")).build());
    ticker.millis += settings.logTimeout.toMillis();
    ticker.failures = 1;

    engine.housekeeping().run();

    assertThat(ticker.failures).isZero();
    assertThat(answering).hasSize(1);
    engine.close();
  }

  @Test
  void anApplicationIsLookedAfterThoughAnotherFails() {
    TestHub hub = TestHub.handDriven(new TestSettings());
    AtomicInteger sweeps = new AtomicInteger();
    hub.engine.attach(
        () -> {
          throw new NoClassDefFoundError("a class that an undeployment took away");
        },
        () -> 0);
    hub.engine.attach(sweeps::incrementAndGet, () -> 0);

    hub.engine.housekeeping().run();

    assertThat(sweeps).hasValue(1);
    hub.close();
  }

  @Test
  void oneTaskOfAnApplicationIsDoneThoughAnotherFails() {
    TestHub hub = TestHub.handDriven(new TestSettings());
    AtomicInteger done = new AtomicInteger();
    Attachment attachment =
        hub.engine.attach(
            () -> {
              throw new OutOfMemoryError("a test's");
            },
            () -> 0);
    attachment.regularly(done::incrementAndGet);

    hub.engine.housekeeping().run();

    assertThat(done).hasValue(1);
    hub.close();
  }
}
