/**
 * Internal: the hub, and the loops that serve connections from the {@linkplain io.tidewire.window
 * window} on its log. Knows no servlet type; the transports plug in through {@link
 * io.tidewire.engine.Transport}.
 *
 * <p>Reading order: {@code HubEngine}, {@code Loop}, {@code Connection}.
 */
@NullMarked
package io.tidewire.engine;

import org.jspecify.annotations.NullMarked;
