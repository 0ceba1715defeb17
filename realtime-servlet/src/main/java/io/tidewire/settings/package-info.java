/**
 * Internal: the {@code realtime.*} settings, read once at deployment. What is unknown or out of its
 * range is refused, all faults in one message.
 */
@NullMarked
package io.tidewire.settings;

import org.jspecify.annotations.NullMarked;
