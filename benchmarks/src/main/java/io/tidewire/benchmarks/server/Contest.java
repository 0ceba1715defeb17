package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario: all servers are started, then measured in turns, so that whatever else the
 * machine does meanwhile meets them all. First each is warmed up, at its greatest speed and then as
 * it is to be measured: a server's compilers must not be measured with it.
 */
final class Contest implements AutoCloseable {

  /** Takes what was measured in one round with one contestant. */
  @FunctionalInterface
  interface Listener {
    void measured(Contestant contestant, Map<Metric, Double> row) throws IOException;
  }

  /** A contestant, and its server if that serves in all rounds. */
  private record Entry(Contestant contestant, @Nullable Server server) {}

  private final Scenario scenario;
  private final List<Entry> entries = new ArrayList<>();

  Contest(Scenario scenario) throws IOException {
    this.scenario = scenario;
    boolean shared = !scenario.exercise().needsFreshServer();
    for (Contestant contestant : scenario.contestants()) {
      try {
        entries.add(new Entry(contestant, shared ? start(contestant) : null));
      } catch (Server.MissingException e) {
        tellMissing(contestant, e);
      }
    }
  }

  private static void tellMissing(Contestant contestant, Server.MissingException reason) {
    System.out.println(contestant.name() + " does not take part: " + reason.getMessage());
  }

  private Server start(Contestant contestant) throws IOException {
    return contestant.starter().start(contestant.setup().flags(scenario.jvmFlags()));
  }

  void run(int rounds, Duration duration, Listener listener)
      throws IOException, InterruptedException {
    if (!scenario.exercise().needsFreshServer()) {
      for (Entry entry : entries) {
        round(entry, scenario.exercise().warmUp(), duration, (contestant, row) -> {});
        round(entry, scenario.exercise(), duration, (contestant, row) -> {});
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (Entry entry : entries) {
        round(entry, scenario.exercise(), duration, listener);
      }
    }
  }

  /** One that fails spoils its own round, not those of the others. */
  private void round(Entry entry, Exercise exercise, Duration duration, Listener listener)
      throws IOException, InterruptedException {
    try {
      listener.measured(entry.contestant, measure(entry, exercise, duration));
    } catch (Server.MissingException e) {
      tellMissing(entry.contestant, e);
    } catch (IllegalStateException e) {
      System.out.println(entry.contestant.name() + " spoils a round: " + e.getMessage());
    }
  }

  private Map<Metric, Double> measure(Entry entry, Exercise exercise, Duration duration)
      throws IOException, InterruptedException {
    Server server = entry.server;
    if (server != null) {
      return exercise.run(server, entry.contestant, scenario.crowd(), duration);
    }
    try (Server fresh = start(entry.contestant)) {
      return exercise.run(fresh, entry.contestant, scenario.crowd(), duration);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Entry entry : entries) {
      if (entry.server != null) {
        entry.server.close();
      }
    }
  }
}
