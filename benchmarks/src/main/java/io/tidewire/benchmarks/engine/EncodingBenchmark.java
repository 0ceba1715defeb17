package io.tidewire.benchmarks.engine;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.WireForm;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The wire forms of an event, each made once for all connections. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncodingBenchmark {

  private final PublishedEvent event = event();

  private static PublishedEvent event() {
    Message message = Fixture.message();
    Payload payload = (Payload) message.payload();
    Instant time = Instant.ofEpochMilli(1_700_000_000_000L);
    return new PublishedEvent(
        new Position("m3k9x", 1_042), PublishedEvent.Content.of(message, payload, time));
  }

  /**
   * The JSON envelope, for WebSocket and long polling.
   *
   * @return the object
   */
  @Benchmark
  public String json() {
    return new SharedEvent(event, 1).in(WireForm.json());
  }

  /**
   * The plain block of an event stream.
   *
   * @return the block
   */
  @Benchmark
  public byte[] ssePlain() {
    return new SharedEvent(event, 1).in(WireForm.plain());
  }

  /**
   * The block of an event stream that carries an envelope.
   *
   * @return the block
   */
  @Benchmark
  public byte[] sseEnvelope() {
    return new SharedEvent(event, 1).in(WireForm.envelope());
  }
}
