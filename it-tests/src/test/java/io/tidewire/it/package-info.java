/** Web applications on a real server, driven over the network. */
@NullMarked
package io.tidewire.it;

import org.jspecify.annotations.NullMarked;
