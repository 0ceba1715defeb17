/**
 * The servers that are compared, each in a process of its own: ours, yardsticks that do the bare
 * minimum in the same container, and peers.
 */
@NullMarked
package io.tidewire.benchmarks.targets;

import org.jspecify.annotations.NullMarked;
