/**
 * What an application calls: publish a {@link io.tidewire.Message} to a {@link io.tidewire.Topic}
 * through the {@link io.tidewire.Hub}.
 *
 * <p>Every type here is immutable and may be shared between threads, unless its own documentation
 * says otherwise. A {@code null} argument is refused with {@link NullPointerException} where the
 * parameter is not marked nullable.
 */
@NullMarked
package io.tidewire;

import org.jspecify.annotations.NullMarked;
