package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** All rounds that were measured, in one file to which each run adds its own. */
final class Results {

  private static final String SEPARATOR = ";";

  /**
   * One metric of one round.
   *
   * @param date the day
   * @param java the version of the JDK, of load client and servers alike
   * @param scenario its name
   * @param contestant its name
   * @param metric what was measured
   * @param value in the metric's unit
   */
  record Row(
      String date, String java, String scenario, String contestant, Metric metric, double value) {

    private String text() {
      return String.join(
          SEPARATOR, date, java, scenario, contestant, metric.name(), Double.toString(value));
    }

    private static Row of(String text) {
      String[] fields = text.split(SEPARATOR, -1);
      return new Row(
          fields[0],
          fields[1],
          fields[2],
          fields[3],
          Metric.valueOf(fields[4]),
          Double.parseDouble(fields[5]));
    }
  }

  private final List<Row> rows;

  private Results(List<Row> rows) {
    this.rows = rows;
  }

  static void append(
      Path file, Scenario scenario, Contestant contestant, Map<Metric, Double> measured)
      throws IOException {
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    String java = Runtime.version().toString();
    List<String> lines =
        measured.entrySet().stream()
            .map(
                one ->
                    new Row(
                            date,
                            java,
                            scenario.name(),
                            contestant.name(),
                            one.getKey(),
                            one.getValue())
                        .text())
            .toList();
    Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static Results read(Path file) throws IOException {
    return new Results(Files.readAllLines(file).stream().map(Row::of).toList());
  }

  /** The JDKs that were measured, the oldest first. */
  List<String> javas() {
    TreeSet<Runtime.Version> versions =
        rows.stream()
            .map(row -> Runtime.Version.parse(row.java))
            .collect(Collectors.toCollection(TreeSet::new));
    return versions.stream().map(Runtime.Version::toString).toList();
  }

  /** The days on which it was measured. */
  List<String> dates(String java) {
    return rows.stream().filter(row -> row.java.equals(java)).map(Row::date).distinct().toList();
  }

  /** What was measured in all rounds, in rising order; empty if it was not. */
  double[] values(String java, String scenario, String contestant, Metric metric) {
    DoubleStream values =
        rows.stream()
            .filter(row -> row.java.equals(java) && row.scenario.equals(scenario))
            .filter(row -> row.contestant.equals(contestant) && row.metric == metric)
            .mapToDouble(Row::value);
    double[] sorted = values.toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** The median of sorted values; not a number if there are none. */
  static double median(double... sorted) {
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
