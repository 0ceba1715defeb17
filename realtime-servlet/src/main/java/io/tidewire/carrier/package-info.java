/**
 * Internal: what both ways to carry a WebSocket share, by the Jakarta WebSocket API and by upgraded
 * requests, without knowing what is said over it.
 */
@NullMarked
package io.tidewire.carrier;

import org.jspecify.annotations.NullMarked;
