/**
 * The servers that are compared, each in a process of its own: ours, and yardsticks that do the
 * bare minimum in the same container.
 */
@NullMarked
package io.tidewire.benchmarks.targets;

import org.jspecify.annotations.NullMarked;
