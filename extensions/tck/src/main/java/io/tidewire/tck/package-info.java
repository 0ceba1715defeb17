/**
 * Tests what an extension promises: the test of an {@link io.tidewire.spi.EventLog} extends {@link
 * io.tidewire.tck.EventLogContract}.
 */
@NullMarked
package io.tidewire.tck;

import org.jspecify.annotations.NullMarked;
