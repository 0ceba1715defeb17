package io.tidewire.benchmarks.engine;

import io.tidewire.Message;
import io.tidewire.Position;
import io.tidewire.engine.HubEngine;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a publisher pays while nobody listens: the log, the window, and the loops passing by. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PublishBenchmark {

  private final Message message = Fixture.message();
  private final HubEngine hub = Fixture.start();

  /**
   * Publishes one event, encoded beforehand.
   *
   * @return its place, once the log has it
   */
  @Benchmark
  public CompletionStage<Position> publish() {
    return hub.publish(message);
  }

  /** Ends the hub. */
  @TearDown
  public void close() {
    hub.close();
  }
}
