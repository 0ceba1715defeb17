/** What shows that a node still handles what a client sends. */
@NullMarked
package io.tidewire.it.app.mirror;

import org.jspecify.annotations.NullMarked;
