package io.tidewire.benchmarks.server;

import java.time.Duration;
import java.util.List;

/** Runs scenarios and prints what was measured. */
public final class ServerBench {

  private ServerBench() {}

  /**
   * Runs the named scenarios, or all.
   *
   * @param arguments rounds, seconds, names
   * @throws Exception what ends the run
   */
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    Duration duration = Duration.ofMillis((long) (1000 * Double.parseDouble(arguments[1])));
    List<String> names = List.of(arguments).subList(2, arguments.length);
    for (Scenario scenario : Scenario.all()) {
      if (!names.isEmpty() && !names.contains(scenario.name())) {
        continue;
      }
      try (Contest contest = new Contest(scenario, List.of("-Xms1g", "-Xmx1g"))) {
        System.out.println(scenario.title());
        contest
            .run(rounds, duration)
            .forEach(
                (contestant, rows) -> {
                  System.out.println(contestant.name());
                  for (Measurement m : rows) {
                    System.out.printf(
                        "  %,10.0f/s  %6.2f us  client %6.2f us  p50 %7.2f p99 %7.2f ms lost %d rep %d%n",
                        m.deliveriesPerSecond(),
                        m.cpuMicrosPerDelivery(),
                        m.clientMicrosPerDelivery(),
                        m.latencyMillis(0.5),
                        m.latencyMillis(0.99),
                        m.delivered().lost(),
                        m.delivered().repeated());
                  }
                });
      }
    }
  }
}
