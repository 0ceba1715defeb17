/** Internal: serves the files of the browser client, if its library is on the class path. */
@NullMarked
package io.tidewire.assets;

import org.jspecify.annotations.NullMarked;
