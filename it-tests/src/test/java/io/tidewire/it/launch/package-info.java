/**
 * Runs a server for Arquillian as its users do: by its own start command, with applications in its
 * deployment folder.
 */
@NullMarked
package io.tidewire.it.launch;

import org.jspecify.annotations.NullMarked;
