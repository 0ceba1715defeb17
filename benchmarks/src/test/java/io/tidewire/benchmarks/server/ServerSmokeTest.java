package io.tidewire.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.benchmarks.load.Crowd;
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
    return Stream.of(
        Contestant.OURS_SSE,
        Contestant.OURS_WEBSOCKET,
        Contestant.OURS_UPGRADED,
        Contestant.OURS_POLL);
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

  static Stream<Contestant> bothRoads() {
    return Stream.of(Contestant.OURS_WEBSOCKET, Contestant.OURS_UPGRADED);
  }

  @ParameterizedTest
  @MethodSource("bothRoads")
  void clientsThatComeAtOnceAreServed(Contestant contestant) throws Exception {
    Map<Metric, Double> row = run(contestant, new Exercise.Arrive(), new Crowd(500, 1));
    assertThat(row.get(Metric.CONNECTED)).isPositive();
    assertThat(row.get(Metric.CONNECT_CPU)).isPositive();
  }

  @Test
  void aStalledClientHoldsNobodyUp() throws Exception {
    assertFaultless(run(Contestant.OURS_SSE.withStalledClient(), PACED, new Crowd(20, 1)));
  }

  static Stream<Contestant> stopping() {
    return Stream.of(Contestant.OURS_SSE, Contestant.OURS_WEBSOCKET, Contestant.OURS_UPGRADED)
        .map(Contestant::withClientThatStops);
  }

  @ParameterizedTest
  @MethodSource("stopping")
  void aClientThatStopsAndGoesOnHoldsNobodyUp(Contestant contestant) throws Exception {
    Exercise stop = new Exercise.Stop(Load.paced(20), SHORT);
    assertFaultless(run(contestant, stop, new Crowd(20, 1)));
  }

  @Test
  void everyConnectionTakesSomeMemory() throws Exception {
    Map<Metric, Double> row = run(Contestant.OURS_SSE, new Exercise.Stay(10), new Crowd(200, 200));
    assertThat(row.get(Metric.MEMORY)).isPositive();
  }

  static Stream<Contestant> replying() {
    return Stream.of(
        Contestant.OURS_WEBSOCKET.withoutRates(),
        Contestant.OURS_UPGRADED.withoutRates(),
        Contestant.BARE_REPLY);
  }

  @ParameterizedTest
  @MethodSource("replying")
  void everyMessageIsAnswered(Contestant contestant) throws Exception {
    Map<Metric, Double> row = run(contestant, new Exercise.Reply(), new Crowd(100, 1));
    assertFaultless(row);
    assertThat(row.get(Metric.DELIVERIES)).isPositive();
    assertThat(row.get(Metric.P50)).isPositive();
  }

  static Stream<Contestant> takingEventsOfClients() {
    return Stream.of(Contestant.OURS_WEBSOCKET, Contestant.OURS_UPGRADED)
        .map(Contestant::withoutRates)
        .flatMap(ours -> Stream.of(ours, ours.publishedByClients()));
  }

  @ParameterizedTest
  @MethodSource("takingEventsOfClients")
  void whatClientsPublishReachesAllClients(Contestant contestant) throws Exception {
    Exercise saturating = new Exercise.Publish(Load.saturating(100));
    Map<Metric, Double> row = run(contestant, saturating, new Crowd(100, 1, 100));
    assertFaultless(row);
    assertThat(row.get(Metric.DELIVERIES)).isPositive();
  }

  static Stream<Contestant> counting() {
    return Stream.of(Contestant.OURS_SSE, Contestant.OURS_WEBSOCKET, Contestant.OURS_UPGRADED)
        .map(Contestant::withAllLimits)
        .flatMap(ours -> Stream.of(ours, ours.signedIn()));
  }

  @ParameterizedTest
  @MethodSource("counting")
  void everyConnectionTakesSomeMemoryWithAllLimitsOn(Contestant contestant) throws Exception {
    Map<Metric, Double> row = run(contestant, new Exercise.Stay(10), new Crowd(200, 1));
    assertThat(row.get(Metric.MEMORY)).isPositive();
  }

  @Test
  void signsInToTheBareTarget() throws Exception {
    Contestant bare = Contestant.WEBSOCKET_BLOCKING.signedIn();
    assertThat(run(bare, new Exercise.Stay(10), new Crowd(200, 1)).get(Metric.MEMORY)).isPositive();
  }
}
