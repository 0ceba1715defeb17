/** Internal: the transport over long polling, for networks that let nothing else through. */
@NullMarked
package io.tidewire.poll;

import org.jspecify.annotations.NullMarked;
