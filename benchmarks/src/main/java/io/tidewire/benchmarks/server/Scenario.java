package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.load.Crowd;
import java.util.List;

/**
 * What is done to a number of servers, one after the other.
 *
 * @param name what commands call it
 * @param title what the results call it
 * @param contestants who takes part; the first is compared with each of the others
 * @param crowd who connects
 * @param exercise what is done
 * @param jvmFlags for all contestants that have a JVM
 */
public record Scenario(
    String name,
    String title,
    List<Contestant> contestants,
    Crowd crowd,
    Exercise exercise,
    List<String> jvmFlags) {

  private static final List<String> FLAGS = List.of("-Xms1g", "-Xmx1g");

  Scenario(
      String name, String title, List<Contestant> contestants, Crowd crowd, Exercise exercise) {
    this(name, title, contestants, crowd, exercise, FLAGS);
  }

  Scenario with(String... flags) {
    return new Scenario(name, title, contestants, crowd, exercise, List.of(flags));
  }

  /** Who is compared with the others. */
  Contestant first() {
    return contestants.get(0);
  }
}
