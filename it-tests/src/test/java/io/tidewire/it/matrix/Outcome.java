package io.tidewire.it.matrix;

/**
 * What became of one test on one server.
 *
 * @param server name and version
 * @param test class and method
 * @param result how it ended
 * @param reason why it was skipped or has failed, in one line, else empty
 */
record Outcome(String server, String test, Result result, String reason) {
  enum Result {
    PASSED,
    SKIPPED,
    FAILED
  }
}
