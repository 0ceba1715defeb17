/**
 * Decides what one client, user or address may take, without threads; all but {@link
 * io.tidewire.limits.Rates} and {@link io.tidewire.limits.Reached} without locks.
 */
@NullMarked
package io.tidewire.limits;

import org.jspecify.annotations.NullMarked;
