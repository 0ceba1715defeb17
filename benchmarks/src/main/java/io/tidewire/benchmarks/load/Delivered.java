package io.tidewire.benchmarks.load;

/**
 * What came of a run.
 *
 * @param messages how many were published
 * @param deliveries how many reached a client, each counted once
 * @param lost how many did not
 * @param repeated how many came again
 * @param reordered how many came after a later one
 * @param seconds from the first publication to the last delivery
 * @param latency from publication to delivery
 */
public record Delivered(
    long messages,
    long deliveries,
    long lost,
    long repeated,
    long reordered,
    double seconds,
    Histogram latency) {}
