/**
 * Internal: the wire contract as pure functions, from frames to bytes and from JSON text to values.
 * Knows neither connections nor servlets.
 */
@NullMarked
package io.tidewire.wire;

import org.jspecify.annotations.NullMarked;
