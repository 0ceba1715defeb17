/** An application without the library, which stays while others come and go. */
@NullMarked
package io.tidewire.it.app.staying;

import org.jspecify.annotations.NullMarked;
