/**
 * Internal: the hub, the window on its log, and the loops that serve connections from it. Knows no
 * servlet type; the transports plug in through {@link io.tidewire.engine.Transport}.
 *
 * <p>Reading order: {@code HubEngine}, {@code Window}, {@code Loop}, {@code Connection}.
 */
@NullMarked
package io.tidewire.engine;

import org.jspecify.annotations.NullMarked;
