/**
 * A load client that costs little beside a server: one thread, one selector, and just enough of
 * each protocol to find the running number in every message.
 */
@NullMarked
package io.tidewire.benchmarks.load;

import org.jspecify.annotations.NullMarked;
