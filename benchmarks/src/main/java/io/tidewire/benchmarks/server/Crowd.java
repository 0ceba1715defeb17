package io.tidewire.benchmarks.server;

/**
 * Who connects.
 *
 * @param clients how many clients
 * @param topics how many topics they share evenly
 */
record Crowd(int clients, int topics) {

  /** Another number of clients, all of one topic. */
  Crowd of(int number) {
    return new Crowd(number, 1);
  }
}
