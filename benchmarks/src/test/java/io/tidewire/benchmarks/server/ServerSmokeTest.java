package io.tidewire.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.benchmarks.load.Load;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That whole-server runs work, and that nothing is lost, repeated or reordered in them. */
class ServerSmokeTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Exercise SATURATING = new Exercise.Publish(Load.saturating(16));
  private static final Exercise PACED = new Exercise.Publish(Load.paced(20));

  private static Map<Metric, Double> run(Contestant contestant, Exercise exercise, Crowd crowd)
      throws Exception {
    Setup small = new Setup(List.of("-Xmx256m"), List.of());
    try (Server server = contestant.starter().start(contestant.setup().and(small))) {
      return exercise.run(server, contestant, crowd, SHORT);
    }
  }

  private static void assertFaultless(Map<Metric, Double> row) {
    assertThat(row)
        .containsEntry(Metric.LOST, 0.0)
        .containsEntry(Metric.REPEATED, 0.0)
        .containsEntry(Metric.REORDERED, 0.0);
  }

  static Stream<Contestant> ours() {
    return Stream.of(Contestant.OURS_SSE, Contestant.OURS_WEBSOCKET, Contestant.OURS_POLL);
  }

  @ParameterizedTest
  @MethodSource("ours")
  void allReachesAllClients(Contestant contestant) throws Exception {
    Map<Metric, Double> row = run(contestant, SATURATING, new Crowd(100, 1));
    assertFaultless(row);
    assertThat(row.get(Metric.DELIVERIES)).isPositive();
  }

  @Test
  void returningClientsGetWhatTheyMissed() throws Exception {
    assertFaultless(run(Contestant.OURS_RESUMING, new Exercise.ComeBack(100), new Crowd(100, 1)));
  }

  @Test
  void aStalledClientHoldsNobodyUp() throws Exception {
    assertFaultless(run(Contestant.OURS_SSE.withStalledClient(), PACED, new Crowd(20, 1)));
  }

  @Test
  void everyConnectionTakesSomeMemory() throws Exception {
    Map<Metric, Double> row = run(Contestant.OURS_SSE, new Exercise.Stay(10), new Crowd(200, 200));
    assertThat(row.get(Metric.MEMORY)).isPositive();
  }
}
