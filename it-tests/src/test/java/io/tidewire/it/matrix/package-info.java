/** Makes the table of servers out of the test reports. */
@NullMarked
package io.tidewire.it.matrix;

import org.jspecify.annotations.NullMarked;
