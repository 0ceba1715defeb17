/** The whole-server runs: which targets, which scenarios, and what is told of them. */
@NullMarked
package io.tidewire.benchmarks.server;

import org.jspecify.annotations.NullMarked;
