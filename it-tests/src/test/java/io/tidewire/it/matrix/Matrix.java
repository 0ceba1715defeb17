package io.tidewire.it.matrix;

import io.tidewire.it.matrix.Outcome.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The table of servers: how many of the tests of each column passed, and why any were skipped. */
public final class Matrix {
  private static final String BEGIN = "<!-- matrix -->\n";
  private static final String END = "<!-- /matrix -->\n";

  private final List<Outcome> outcomes;

  // In the order in which the table mentions them.
  private final Map<String, Integer> reasons = new LinkedHashMap<>();

  private Matrix(List<Outcome> outcomes) {
    this.outcomes = outcomes;
  }

  /**
   * Prints the table and each test that failed, and writes the table into a file, between its marks
   * if it has any.
   *
   * @param arguments the directory of the reports, and the file
   * @throws IOException if the reports cannot be read or the file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
  }

  static void write(Path reports, Path file, PrintStream console) throws IOException {
    Matrix matrix = new Matrix(Reports.read(reports));
    String table = matrix.table();
    console.print(table + matrix.failures());
    String old = Files.exists(file) ? Files.readString(file) : BEGIN + END;
    int begin = old.indexOf(BEGIN) + BEGIN.length();
    int end = old.indexOf(END);
    if (begin < BEGIN.length() || end < begin) {
      throw new IOException(file + " has no place for the table");
    }
    Files.writeString(file, old.substring(0, begin) + table + old.substring(end));
  }

  private String table() {
    StringBuilder table = new StringBuilder("| server |");
    List<Column> columns = List.of(Column.values());
    columns.forEach(column -> table.append(' ').append(column.title()).append(" |"));
    table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (String server : servers()) {
      table.append("| ").append(server).append(" |");
      columns.forEach(column -> table.append(' ').append(cell(server, column)).append(" |"));
      table.append('\n');
    }
    table.append('\n');
    reasons.forEach(
        (reason, n) -> table.append(n).append(") skipped: ").append(reason).append('\n'));
    table.append(
        columns.stream()
            .map(column -> column.title() + ": " + column.classes())
            .collect(Collectors.joining("; ", "\nThe tests of each column: ", ".\n")));
    return table.toString();
  }

  /** A build's log is long and ends with this, tests of no column among them. */
  private String failures() {
    return outcomes.stream()
        .filter(outcome -> outcome.result() == Result.FAILED)
        .map(
            failed ->
                "FAILED on %s: %s: %s%n".formatted(failed.server(), failed.test(), failed.reason()))
        .sorted()
        .collect(Collectors.joining());
  }

  private SortedSet<String> servers() {
    return outcomes.stream().map(Outcome::server).collect(Collectors.toCollection(TreeSet::new));
  }

  private String cell(String server, Column column) {
    List<Outcome> own =
        outcomes.stream()
            .filter(outcome -> outcome.server().equals(server) && column.covers(outcome.test()))
            .toList();
    if (own.isEmpty()) {
      return "not run";
    }
    String marks =
        own.stream()
            .filter(outcome -> outcome.result() == Result.SKIPPED)
            .map(
                outcome -> reasons.computeIfAbsent(outcome.reason(), r -> reasons.size() + 1) + ")")
            .distinct()
            .collect(Collectors.joining(" "));
    long failed = count(own, Result.FAILED);
    String passed = count(own, Result.PASSED) + " passed";
    String all = failed == 0 ? passed : passed + ", **" + failed + " failed**";
    return (count(own, Result.SKIPPED) == own.size() ? "skipped" : all)
        + (marks.isEmpty() ? "" : " " + marks);
  }

  private static long count(List<Outcome> outcomes, Result result) {
    return outcomes.stream().filter(outcome -> outcome.result() == result).count();
  }
}
