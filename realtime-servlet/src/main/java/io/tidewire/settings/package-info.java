/**
 * Internal: the {@code realtime.*} settings, which are read once at deployment. Unknown settings
 * and values out of range fail the deployment, with all faults in one message.
 */
@NullMarked
package io.tidewire.settings;

import org.jspecify.annotations.NullMarked;
