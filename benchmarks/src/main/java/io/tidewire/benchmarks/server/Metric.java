package io.tidewire.benchmarks.server;

/** What is measured. */
public enum Metric {
  /** Messages that reached a client, each counted once, in a second. */
  DELIVERIES("deliveries/s", "%,.0f"),
  /** The server's processor time for each delivery. */
  CPU("server us/delivery", "%.2f"),
  /** The load client's processor time for each delivery. */
  CLIENT_CPU("client us/delivery", "%.2f"),
  /** Half of the deliveries took at most so long, from publication to the load client. */
  P50("p50 ms", "%.2f"),
  /** 99 % of the deliveries. */
  P99("p99 ms", "%.2f"),
  /** 99.9 % of the deliveries. */
  P999("p99.9 ms", "%.2f"),
  /** Milliseconds until all clients that had come back had got all. */
  CAUGHT_UP("caught up after ms", "%.0f"),
  /** Milliseconds until all clients that came at once were served. */
  CONNECTED("all connected after ms", "%.0f"),
  /** The server's processor time for each client that came. */
  CONNECT_CPU("server us/connect", "%.1f"),
  /** Live heap for each connection; resident memory where there is no JVM. */
  MEMORY("KiB/connection", "%.1f"),
  /** From the first publication, or the first client's return, to the last delivery. */
  SECONDS("seconds", "%.1f"),
  /** Deliveries that never came. */
  LOST("lost", "%,.0f"),
  /** Deliveries that came again. */
  REPEATED("repeated", "%,.0f"),
  /** Deliveries that came after a later one. */
  REORDERED("reordered", "%,.0f");

  private final String title;
  private final String format;

  Metric(String title, String format) {
    this.title = title;
    this.format = format;
  }

  /**
   * What tables call it.
   *
   * @return with its unit
   */
  public String title() {
    return title;
  }

  /**
   * Writes a value.
   *
   * @param value in the metric's unit
   * @return without the unit
   */
  public String format(double value) {
    return String.format(format, value);
  }
}
