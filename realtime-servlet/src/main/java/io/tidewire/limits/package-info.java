/** Decides what one client, user or address may take: pure, without locks and without threads. */
@NullMarked
package io.tidewire.limits;

import org.jspecify.annotations.NullMarked;
