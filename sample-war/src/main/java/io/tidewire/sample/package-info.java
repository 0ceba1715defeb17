/** The sample: an operations desk, where orders and the figures of the server are seen live. */
@NullMarked
package io.tidewire.sample;

import org.jspecify.annotations.NullMarked;
