package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs scenarios, keeps what was measured, and reports it. */
public final class ServerBench {

  private static final Path RESULTS = Path.of("target", "results");
  private static final String FILE = "server.csv";

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
    Files.createDirectories(RESULTS);
    for (Scenario scenario : chosen(names)) {
      System.out.println(scenario.title());
      try (Contest contest = new Contest(scenario)) {
        contest.run(rounds, duration, (contestant, row) -> keep(scenario, contestant, row));
      }
    }
  }

  private static List<Scenario> chosen(List<String> names) {
    List<Scenario> all = Scenarios.all();
    List<String> known = all.stream().map(Scenario::name).toList();
    if (!known.containsAll(names)) {
      throw new IllegalArgumentException("say some of " + known + ", not " + names);
    }
    return all.stream().filter(s -> names.isEmpty() || names.contains(s.name())).toList();
  }

  private static void keep(Scenario scenario, Contestant contestant, Map<Metric, Double> row)
      throws IOException {
    Results.append(RESULTS.resolve(FILE), scenario, contestant, row);
    System.out.printf(
        "  %-45s %s%n",
        contestant.name(),
        row.entrySet().stream()
            .map(one -> one.getKey().format(one.getValue()) + " " + one.getKey().title())
            .collect(Collectors.joining(", ")));
  }

  /**
   * Writes the report on all that was measured.
   *
   * @param arguments the file to write
   * @throws IOException if nothing was measured
   */
  public static void report(String[] arguments) throws IOException {
    List<Path> engine;
    try (Stream<Path> files = Files.list(RESULTS)) {
      engine = files.filter(f -> f.getFileName().toString().startsWith("engine")).sorted().toList();
    }
    Report report = new Report(Results.read(RESULTS.resolve(FILE)));
    Files.writeString(
        Path.of(arguments[0]), report.write(new Environment(), new EngineResults(engine)));
  }
}
