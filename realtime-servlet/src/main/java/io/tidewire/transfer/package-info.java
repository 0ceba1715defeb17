/**
 * Internal: what clients send in chunks, from the first one until the application has handled the
 * whole, without knowing what calls the application, or how chunks come.
 */
@NullMarked
package io.tidewire.transfer;

import org.jspecify.annotations.NullMarked;
