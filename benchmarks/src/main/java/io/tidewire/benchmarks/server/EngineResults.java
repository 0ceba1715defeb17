package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What JMH has left in its CSV files. */
final class EngineResults {

  private static final String QUOTE = "\"";
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
          "| benchmark | subscribers | score | unit | per delivery |\n|---|---|---|---|---|\n");
      rows.stream().skip(1).forEach(row -> describe(row, text));
      text.append('\n');
    }
  }

  /** Benchmark, mode, threads, samples, score, error, unit, and the parameter if there is one. */
  private static void describe(String[] row, StringBuilder text) {
    double score = Double.parseDouble(row[4]);
    String subscribers = row.length > 7 ? row[7] : "";
    text.append("| ")
        .append(row[0].replace(PACKAGE, ""))
        .append(" | ")
        .append(subscribers)
        .append(" | ")
        .append(String.format(Locale.ROOT, "%,.3f", score))
        .append(" | ")
        .append(row[6])
        .append(" | ")
        .append(
            subscribers.isEmpty()
                ? ""
                : perDelivery(score, row[6], Double.parseDouble(subscribers)))
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
