package io.tidewire.sample;

/**
 * How the Java virtual machine is doing.
 *
 * @param number counts the figures: 1, 2, 3 and so on
 * @param heapUsed bytes
 * @param heapMax bytes, or 0 if there is no limit
 * @param threads live ones
 * @param cpuLoad of this process, 0 to 1; 0 if it cannot be told
 * @param uptimeSeconds since the start of the virtual machine
 * @param watchers how many subscriptions cover these figures
 */
public record HostFigures(
    long number,
    long heapUsed,
    long heapMax,
    int threads,
    double cpuLoad,
    long uptimeSeconds,
    long watchers) {}
