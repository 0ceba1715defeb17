/**
 * Internal: Tidewire's own protocol over WebSockets, whatever carries them, and its commands by
 * {@code POST send}.
 */
@NullMarked
package io.tidewire.protocol;

import org.jspecify.annotations.NullMarked;
