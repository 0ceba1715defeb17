package io.tidewire.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the report reads what JMH writes, whichever parameters the benchmarks have. */
class EngineResultsTest {

  private static final String HEAD =
      "\"Benchmark\",\"Mode\",\"Threads\",\"Samples\",\"Score\",\"Score Error (99.9%)\",\"Unit\","
          + "\"Param: pattern\",\"Param: subscribers\",\"Param: users\"\n";

  @TempDir Path directory;

  private static String row(String benchmark, double score, String unit, String parameters) {
    return "\"io.tidewire.benchmarks.engine.%s\",\"avgt\",1,5,%s,1,\"%s\",%s%n"
        .formatted(benchmark, score, unit, parameters);
  }

  private String described(String... rows) throws Exception {
    Path file = directory.resolve("engine.csv");
    Files.writeString(file, HEAD + String.join("", rows));
    StringBuilder text = new StringBuilder();
    new EngineResults(List.of(file)).describe(text);
    return text.toString();
  }

  @Test
  void showsTheParameterThatABenchmarkHas() throws Exception {
    assertThat(
            described(
                row("PatternBenchmark.match", 12, "ns/op", "plants/**,,"),
                row("FanOutBenchmark.fanOut", 2_000, "ops/s", ",100,")))
        .contains("| PatternBenchmark.match | plants/** | 12.000 | ns/op |  |")
        .contains("| FanOutBenchmark.fanOut | 100 | 2,000.000 | ops/s | 200,000 deliveries/s |")
        .doesNotContain("goal");
  }

  @Test
  void comparesManyUsersWithFew() throws Exception {
    assertThat(
            described(
                row("UserTopicBenchmark.one", 1_000, "ns/op", ",,100"),
                row("UserTopicBenchmark.one", 1_100, "ns/op", ",,50000"),
                row("UserTopicBenchmark.inTurn", 1_000, "ns/op", ",,100"),
                row("UserTopicBenchmark.inTurn", 1_300, "ns/op", ",,50000")))
        .contains("`UserTopicBenchmark.one`, 50,000 users against 100: 1.10 x")
        .contains("goal <= 1.2 x, met.")
        .contains("1.30 x, goal <= 1.2 x, **missed**.");
  }
}
