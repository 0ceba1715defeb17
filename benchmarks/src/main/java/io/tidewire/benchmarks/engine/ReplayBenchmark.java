package io.tidewire.benchmarks.engine;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.StartFrom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A client that comes, gets the 1,000 events that are kept, and goes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReplayBenchmark {

  private static final int EVENTS = 1_000;
  private static final long TIMEOUT_SECONDS = 10;

  private final HubEngine hub = Fixture.start();
  private final Attachment attachment = hub.attach(() -> {}, () -> 0);

  /** Fills the window. */
  @Setup
  public void publish() {
    Message message = Fixture.message();
    for (int i = 0; i < EVENTS; i++) {
      hub.publish(message);
    }
  }

  /**
   * Replays the window to one new subscriber.
   *
   * @throws Exception if it did not get all
   */
  @Benchmark
  public void replay() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    Arrivals arrivals = new Arrivals(new Arrivals.Expected(0, EVENTS, arrived));
    ClientConnection connection =
        Fixture.subscribe(attachment, StartFrom.beginning(), self -> arrivals);
    if (!arrived.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("the replay is not complete");
    }
    connection.end(CloseReason.NORMAL);
  }

  /** Ends the hub. */
  @TearDown
  public void close() {
    hub.close();
  }
}
