package io.tidewire.window;

import io.tidewire.wire.SharedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Holds an entry of the ring.
 *
 * @param event an event; null for a cut: above the order before it, all up to its own is void
 * @param order the order of the event or cut
 * @param writtenAt when it was written, by the ticker
 */
record RingEntry(@Nullable SharedEvent event, long order, long writtenAt) {}
