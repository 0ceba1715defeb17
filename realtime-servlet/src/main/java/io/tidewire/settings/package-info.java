/** The settings of the library: their names, bounds and sources. */
@NullMarked
package io.tidewire.settings;

import org.jspecify.annotations.NullMarked;
