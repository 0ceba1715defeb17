package io.tidewire.benchmarks.server;

/**
 * What this library means to reach in a scenario.
 *
 * @param title what is compared with what
 * @param scenario the scenario's name
 * @param contestant ours
 * @param metric what is compared
 * @param yardstick the contestant that ours is compared with
 * @param comparison how
 * @param bound the most, or the least, that it may be
 */
record Goal(
    String title,
    String scenario,
    Contestant contestant,
    Metric metric,
    Contestant yardstick,
    Comparison comparison,
    double bound) {

  /** How two figures are compared. */
  enum Comparison {
    /** Ours divided by the other's, at least. */
    RATIO_AT_LEAST(">= %s x"),
    /** Ours divided by the other's, at most. */
    RATIO_AT_MOST("<= %s x"),
    /** Ours beyond the other's, at most. */
    DIFFERENCE_AT_MOST("<= %s more"),
    /** Ours alone, at most. */
    VALUE_AT_MOST("<= %s");

    private final String format;

    Comparison(String format) {
      this.format = format;
    }

    double of(double ours, double other) {
      return switch (this) {
        case RATIO_AT_LEAST, RATIO_AT_MOST -> ours / other;
        case DIFFERENCE_AT_MOST -> ours - other;
        case VALUE_AT_MOST -> ours;
      };
    }

    boolean isMet(double figure, double bound) {
      return this == RATIO_AT_LEAST ? figure >= bound : figure <= bound;
    }
  }

  String bounds() {
    return String.format(
        comparison.format, bound == Math.rint(bound) ? String.valueOf((long) bound) : bound + "");
  }

  /** The figure that counts; not a number if it was not measured. */
  double figure(Results results, String java) {
    return comparison.of(median(results, java, contestant), median(results, java, yardstick));
  }

  private double median(Results results, String java, Contestant whose) {
    return Results.median(results.values(java, scenario, whose.name(), metric));
  }

  boolean isMet(double figure) {
    return comparison.isMet(figure, bound);
  }
}
