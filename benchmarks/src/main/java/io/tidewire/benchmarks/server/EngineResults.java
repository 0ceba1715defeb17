package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What JMH has left in its CSV files. */
final class EngineResults {

  private static final String QUOTE = "\"";
  private static final int FIRST_PARAMETER = 7;
  private static final double MOST_FOR_MANY_USERS = 1.2;
  private static final String PACKAGE = "io.tidewire.benchmarks.engine.";

  private final List<Path> files;

  EngineResults(List<Path> files) {
    this.files = files;
  }

  void describe(StringBuilder text) throws IOException {
    for (Path file : files) {
      List<String[]> rows =
          Files.readAllLines(file).stream()
              .map(line -> line.replace(QUOTE, "").split(",", -1))
              .toList();
      text.append("## The engine alone, ").append(file.getFileName()).append("\n\n");
      text.append(
          "| benchmark | parameters | score | unit | per delivery |\n|---|---|---|---|---|\n");
      List<Row> table = rows.stream().skip(1).map(row -> Row.of(rows.get(0), row)).toList();
      table.forEach(row -> describe(row, text));
      text.append('\n');
      goals(table, text);
    }
  }

  /**
   * One figure.
   *
   * @param benchmark its name, and what was measured if that is not its score
   * @param parameters their values, those that it has
   * @param score the figure
   * @param unit its unit
   */
  private record Row(String benchmark, Map<String, String> parameters, double score, String unit) {

    /** Benchmark, mode, threads, samples, score, error, unit, and all parameters there are. */
    static Row of(String[] head, String[] row) {
      Map<String, String> parameters = new TreeMap<>();
      for (int i = FIRST_PARAMETER; i < row.length; i++) {
        if (!row[i].isEmpty()) {
          parameters.put(head[i].replace("Param: ", ""), row[i]);
        }
      }
      return new Row(row[0].replace(PACKAGE, ""), parameters, Double.parseDouble(row[4]), row[6]);
    }

    boolean isOf(String users) {
      return users.equals(parameters.get("users"));
    }

    /** Whether both are times of the same benchmark. */
    boolean measuresAs(Row other) {
      return benchmark.equals(other.benchmark) && unit.equals("ns/op");
    }
  }

  private static void goals(List<Row> rows, StringBuilder text) {
    for (Row few : rows) {
      for (Row many : rows) {
        if (few.isOf("100") && many.isOf("50000") && few.measuresAs(many)) {
          goal(few.benchmark, many.score / few.score, text);
        }
      }
    }
  }

  private static void goal(String benchmark, double ratio, StringBuilder text) {
    text.append(
        String.format(
            Locale.ROOT,
            "`%s`, 50,000 users against 100: %.2f x, goal <= %s x, %s.%n%n",
            benchmark,
            ratio,
            MOST_FOR_MANY_USERS,
            ratio <= MOST_FOR_MANY_USERS ? "met" : "**missed**"));
  }

  private static void describe(Row row, StringBuilder text) {
    double score = row.score;
    String subscribers = row.parameters.getOrDefault("subscribers", "");
    text.append("| ")
        .append(row.benchmark)
        .append(" | ")
        .append(String.join(", ", row.parameters.values()))
        .append(" | ")
        .append(String.format(Locale.ROOT, "%,.3f", score))
        .append(" | ")
        .append(row.unit)
        .append(" | ")
        .append(
            subscribers.isEmpty()
                ? ""
                : perDelivery(score, row.unit, Double.parseDouble(subscribers)))
        .append(" |\n");
  }

  private static String perDelivery(double score, String unit, double subscribers) {
    return switch (unit) {
      case "ops/s" -> String.format(Locale.ROOT, "%,.0f deliveries/s", score * subscribers);
      case "B/op" -> String.format(Locale.ROOT, "%.1f B", score / subscribers);
      default -> "";
    };
  }
}
