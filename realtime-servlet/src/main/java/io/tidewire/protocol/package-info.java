/** Internal: Tidewire's own protocol over WebSockets, whatever carries them. */
@NullMarked
package io.tidewire.protocol;

import org.jspecify.annotations.NullMarked;
