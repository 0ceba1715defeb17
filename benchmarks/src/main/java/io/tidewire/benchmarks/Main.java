package io.tidewire.benchmarks;

import io.tidewire.benchmarks.server.ServerBench;
import java.util.Arrays;

/** The one command: {@code java -jar benchmarks.jar engine|server|report ...}. */
public final class Main {

  private Main() {}

  /**
   * Runs benchmarks.
   *
   * @param arguments {@code engine} and JMH's own options, or {@code server} or {@code report} and
   *     theirs; see the module's README
   * @throws Exception what ends the run
   */
  public static void main(String[] arguments) throws Exception {
    String what = arguments.length == 0 ? "" : arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    switch (what) {
      case "engine" -> org.openjdk.jmh.Main.main(rest);
      case "server" -> ServerBench.main(rest);
      case "report" -> ServerBench.report(rest);
      default ->
          throw new IllegalArgumentException(
              "say 'engine', 'server' or 'report', not '" + what + "'");
    }
  }
}
