package io.tidewire.benchmarks;

/** The one command: {@code java -jar benchmarks.jar}. */
public final class Main {

  private Main() {}

  /**
   * Runs benchmarks.
   *
   * @param arguments see the module's README
   * @throws Exception what ends the run
   */
  public static void main(String[] arguments) throws Exception {
    org.openjdk.jmh.Main.main(arguments);
  }
}
