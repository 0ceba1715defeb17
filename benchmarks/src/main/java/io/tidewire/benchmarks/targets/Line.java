package io.tidewire.benchmarks.targets;

/**
 * What clients send, as application code sees it.
 *
 * @param n a running number
 * @param pad makes it long
 */
public record Line(long n, String pad) {}
