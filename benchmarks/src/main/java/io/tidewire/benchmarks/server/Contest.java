package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.load.Swarm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a scenario: all servers are started, then measured in turns, so that whatever else the
 * machine does meanwhile meets them all. A first round, which warms them up, is not counted.
 */
final class Contest implements AutoCloseable {

  /** One contestant's server and rounds. */
  private record Entry(
      Contestant contestant, TargetProcess server, List<Measurement> measurements) {}

  private final Scenario scenario;
  private final List<Entry> entries = new ArrayList<>();

  Contest(Scenario scenario, List<String> jvmFlags) throws IOException {
    this.scenario = scenario;
    for (Contestant contestant : scenario.contestants()) {
      TargetProcess server = new TargetProcess(contestant.kind(), jvmFlags);
      entries.add(new Entry(contestant, server, new ArrayList<>()));
    }
  }

  /** The counted rounds of each contestant. */
  Map<Contestant, List<Measurement>> run(int rounds, Duration duration) throws IOException {
    for (int round = 0; round <= rounds; round++) {
      for (Entry entry : entries) {
        Measurement measurement = measure(entry, duration);
        if (round > 0) {
          entry.measurements.add(measurement);
        }
      }
    }
    Map<Contestant, List<Measurement>> measured = new LinkedHashMap<>();
    entries.forEach(entry -> measured.put(entry.contestant, entry.measurements));
    return measured;
  }

  private Measurement measure(Entry entry, Duration duration) throws IOException {
    TargetProcess server = entry.server;
    try (Swarm swarm =
        new Swarm(entry.contestant.plan(server.port(), scenario.clients(), scenario.topics()))) {
      swarm.prime();
      swarm.run(scenario.load(), duration.dividedBy(4));
      Duration cpu = server.cpu();
      Duration clientCpu = ownCpu();
      Swarm.Delivered delivered = swarm.run(scenario.load(), duration);
      return new Measurement(delivered, server.cpu().minus(cpu), ownCpu().minus(clientCpu));
    }
  }

  private static Duration ownCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Entry entry : entries) {
      entry.server.close();
    }
  }
}
