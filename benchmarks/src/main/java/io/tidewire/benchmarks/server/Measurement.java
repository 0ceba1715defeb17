package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.load.Swarm;
import java.time.Duration;

/**
 * One round with one contestant.
 *
 * @param delivered what came of it
 * @param cpu the server's processor time
 * @param clientCpu the load client's processor time
 */
record Measurement(Swarm.Delivered delivered, Duration cpu, Duration clientCpu) {

  double deliveriesPerSecond() {
    return delivered.deliveries() / delivered.seconds();
  }

  double cpuMicrosPerDelivery() {
    return micros(cpu) / delivered.deliveries();
  }

  double clientMicrosPerDelivery() {
    return micros(clientCpu) / delivered.deliveries();
  }

  double latencyMillis(double percentile) {
    return micros(delivered.latency().percentile(percentile)) / 1_000;
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1_000.0;
  }
}
