/** The sample: an operations desk. */
@NullMarked
package io.tidewire.sample;

import org.jspecify.annotations.NullMarked;
