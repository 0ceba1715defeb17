package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes what was measured as Markdown. */
final class Report {

  private static final String NOT_MEASURED = "–";

  private final StringBuilder text = new StringBuilder();
  private final Results results;

  Report(Results results) {
    this.results = results;
  }

  String write(Environment environment, EngineResults engine) throws IOException {
    text.append("# Results\n\nWritten by `java -jar target/benchmarks.jar report`, from what the")
        .append(" runs have left; nothing here was typed.\nAbsolute figures belong to the machine,")
        .append(" and to what else it was doing; only ratios of contestants\nthat were measured")
        .append(" side by side mean anything. Each figure is the median of its rounds, followed")
        .append("\nby the least and the greatest where contestants are compared.\n\n");
    environment.describe(text);
    for (String java : results.javas()) {
      line("## On JDK " + java);
      line("Measured on " + String.join(", ", results.dates(java)) + ".");
      goals(java);
      Scenarios.all().forEach(scenario -> table(java, scenario));
    }
    engine.describe(text);
    return text.toString();
  }

  private void line(String paragraph) {
    text.append(paragraph).append("\n\n");
  }

  private void goals(String java) {
    List<List<String>> rows = new ArrayList<>();
    for (Goal goal : Goals.all()) {
      double figure = goal.figure(results, java);
      boolean measured = !Double.isNaN(figure);
      rows.add(
          List.of(
              goal.scenario(),
              goal.title(),
              goal.metric().title(),
              goal.bounds(),
              measured ? number(figure) : NOT_MEASURED,
              measured ? (goal.isMet(figure) ? "met" : "**missed**") : "not measured"));
    }
    line("### Goals");
    table(List.of("scenario", "who", "what", "goal", "measured", ""), rows);
  }

  static String number(double figure) {
    return String.format(Locale.ROOT, Math.abs(figure) < 10 ? "%.2f" : "%.1f", figure);
  }

  private void table(String java, Scenario scenario) {
    List<Metric> metrics =
        Arrays.stream(Metric.values())
            .filter(metric -> isMeasured(java, scenario, metric))
            .toList();
    if (metrics.isEmpty()) {
      return;
    }
    Metric primary = scenario.exercise().primary();
    List<String> head = new ArrayList<>(List.of("", "rounds"));
    metrics.forEach(metric -> head.add(metric.title()));
    head.add("%s of %s / this".formatted(unitless(primary), scenario.first().name()));
    List<List<String>> rows = new ArrayList<>();
    for (Contestant contestant : scenario.contestants()) {
      rows.add(row(java, scenario, contestant, metrics));
    }
    line("### " + scenario.title());
    line("`%s`, `%s`.".formatted(scenario.name(), String.join(" ", scenario.jvmFlags())));
    table(head, rows);
  }

  private static String unitless(Metric metric) {
    return metric == Metric.CPU ? "CPU" : metric.title();
  }

  private boolean isMeasured(String java, Scenario scenario, Metric metric) {
    return scenario.contestants().stream()
        .anyMatch(contestant -> values(java, scenario, contestant, metric).length > 0);
  }

  private double[] values(String java, Scenario scenario, Contestant contestant, Metric metric) {
    return results.values(java, scenario.name(), contestant.name(), metric);
  }

  private List<String> row(
      String java, Scenario scenario, Contestant contestant, List<Metric> metrics) {
    Metric primary = scenario.exercise().primary();
    int rounds = values(java, scenario, contestant, primary).length;
    List<String> row = new ArrayList<>(List.of(contestant.name(), String.valueOf(rounds)));
    for (Metric metric : metrics) {
      double[] values = values(java, scenario, contestant, metric);
      row.add(cell(metric, metric == primary, values));
    }
    double ours = Results.median(values(java, scenario, scenario.first(), primary));
    double other = Results.median(values(java, scenario, contestant, primary));
    boolean comparable = !contestant.equals(scenario.first()) && !Double.isNaN(ours / other);
    row.add(comparable ? number(ours / other) : "");
    return row;
  }

  private static String cell(Metric metric, boolean withRange, double... values) {
    if (values.length == 0) {
      return NOT_MEASURED;
    }
    String median = metric.format(Results.median(values));
    return withRange && values.length > 1
        ? "%s (%s to %s)"
            .formatted(median, metric.format(values[0]), metric.format(values[values.length - 1]))
        : median;
  }

  private void table(List<String> head, List<List<String>> rows) {
    text.append(joined(head)).append("|---".repeat(head.size())).append("|\n");
    rows.forEach(row -> text.append(joined(row)));
    text.append('\n');
  }

  private static String joined(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
