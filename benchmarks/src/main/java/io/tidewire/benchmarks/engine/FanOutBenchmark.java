package io.tidewire.benchmarks.engine;

import io.tidewire.Message;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.StartFrom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One publisher, many subscribers of one topic. An operation is one event, published and delivered
 * to all; a run that loses one fails.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class FanOutBenchmark {

  private static final int EVENTS = 2_048;
  private static final long TIMEOUT_SECONDS = 60;

  /** How many subscribe. */
  @Param({"1", "100", "1000", "10000"})
  int subscribers;

  private final Message message = Fixture.message();
  private final List<Arrivals> arrivals = new ArrayList<>();
  private final HubEngine hub = Fixture.start();
  private final Attachment attachment = hub.attach(() -> {}, () -> 0);
  private long published;

  /**
   * Subscribes them all, and waits until they are.
   *
   * @throws Exception if they do not get through
   */
  @Setup
  public void subscribe() throws Exception {
    Arrivals.Expected first = next(1);
    for (int i = 0; i < subscribers; i++) {
      Arrivals arrival = new Arrivals(first);
      arrivals.add(arrival);
      Fixture.subscribe(attachment, StartFrom.beginning(), connection -> arrival);
    }
    publish(first);
  }

  private Arrivals.Expected next(int events) {
    return new Arrivals.Expected(published, published + events, new CountDownLatch(subscribers));
  }

  private void publish(Arrivals.Expected expected) throws Exception {
    for (; published < expected.last(); published++) {
      hub.publish(message);
    }
    if (!expected.arrived().await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException(expected.arrived().getCount() + " subscribers did not get all");
    }
  }

  /**
   * Publishes many events and waits until every subscriber has got every one.
   *
   * @throws Exception if one did not
   */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void fanOut() throws Exception {
    Arrivals.Expected expected = next(EVENTS);
    arrivals.forEach(arrival -> arrival.expect(expected));
    publish(expected);
  }

  /** Ends the hub. */
  @TearDown
  public void close() {
    hub.close();
  }
}
