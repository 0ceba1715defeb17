/** Micro benchmarks of the engine, without a server around it. */
@NullMarked
package io.tidewire.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
