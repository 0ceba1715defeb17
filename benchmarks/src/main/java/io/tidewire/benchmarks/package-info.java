/** Micro benchmarks and whole-server runs. */
@NullMarked
package io.tidewire.benchmarks;

import org.jspecify.annotations.NullMarked;
