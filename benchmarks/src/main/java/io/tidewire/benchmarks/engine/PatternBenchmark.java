package io.tidewire.benchmarks.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whether a pattern covers a topic: once for each topic and pattern, not for each event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PatternBenchmark {

  /** What was subscribed to. */
  @Param({"plants/7/lines/3/state", "plants/*/lines/*/state", "plants/**"})
  String pattern = "";

  private final Topic topic = Topic.of("plants/7/lines/3/state");
  private TopicPattern parsed = TopicPattern.of("**");

  /** Parses the pattern. */
  @Setup
  public void parse() {
    parsed = TopicPattern.of(pattern);
  }

  /**
   * Matches.
   *
   * @return true
   */
  @Benchmark
  public boolean match() {
    return parsed.matches(topic);
  }
}
