package io.tidewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.benchmarks.load.Load;
import io.tidewire.benchmarks.load.Protocol;
import io.tidewire.benchmarks.load.Swarm;
import io.tidewire.benchmarks.server.TargetProcess;
import io.tidewire.benchmarks.targets.TargetKind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That the benchmarks run, and lose nothing. Says nothing about speed. */
class SmokeTest {

  private static final int BENCHMARKS = 10;
  private static final int CLIENTS = 100;

  @Test
  void everyBenchmarkOfTheEngineRuns() throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("io\\.tidewire\\.benchmarks\\.engine\\..*")
                    .param("subscribers", "1", "100")
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(50))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results).hasSize(BENCHMARKS);
  }

  @ParameterizedTest
  @CsvSource({
    "SSE, /realtime/sse?topic=",
    "SUBSCRIBING_WEBSOCKET, /realtime/ws",
    "POLL, /realtime/poll?topic="
  })
  void aServerLosesAndRepeatsNothing(Protocol protocol, String path) throws Exception {
    try (TargetProcess server = new TargetProcess(TargetKind.TIDEWIRE, List.of("-Xmx256m"));
        Swarm swarm = new Swarm(new Swarm.Plan(server.port(), protocol, path, CLIENTS, 1))) {
      swarm.prime();
      Swarm.Delivered delivered = swarm.run(Load.saturating(16), Duration.ofSeconds(2));
      assertThat(delivered.messages()).isPositive();
      assertThat(delivered.deliveries()).isEqualTo(CLIENTS * delivered.messages());
      assertThat(delivered.lost()).isZero();
      assertThat(delivered.repeated()).isZero();
    }
  }
}
