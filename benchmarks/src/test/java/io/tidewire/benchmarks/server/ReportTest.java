package io.tidewire.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the report says what was measured, and where a goal was missed. */
class ReportTest {

  @TempDir Path directory;

  private String report(double ours, double... batching) throws Exception {
    Path file = directory.resolve("server.csv");
    Scenario scenario = Scenarios.all().get(0);
    Results.append(file, scenario, Contestant.OURS_SSE, Map.of(Metric.DELIVERIES, ours));
    for (double value : batching) {
      Results.append(file, scenario, Contestant.SSE_BATCHING, Map.of(Metric.DELIVERIES, value));
    }
    return new Report(Results.read(file)).write(new Environment(), new EngineResults(List.of()));
  }

  @Test
  void comparesMedians() throws Exception {
    assertThat(report(95, 50, 100, 1_000))
        .contains("| 3 | 100 (50 to 1,000) | 0.95 |")
        .contains(">= 0.9 x | 0.95 | met |");
  }

  @Test
  void tellsAMissedGoal() throws Exception {
    assertThat(report(80, 100)).contains(">= 0.9 x | 0.80 | **missed** |");
  }

  @Test
  void tellsWhatWasNotMeasured() throws Exception {
    assertThat(report(80, 100)).contains(">= 4 x | – | not measured |").doesNotContain("NaN");
  }
}
