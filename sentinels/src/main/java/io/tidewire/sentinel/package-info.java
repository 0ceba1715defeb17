/** What speaks up where the jars of one name space are on a server of the other. */
@NullMarked
package io.tidewire.sentinel;

import org.jspecify.annotations.NullMarked;
