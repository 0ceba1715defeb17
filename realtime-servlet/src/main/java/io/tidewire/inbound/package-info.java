/** Internal: calls the application with what clients send; knows no frame and no road. */
@NullMarked
package io.tidewire.inbound;

import org.jspecify.annotations.NullMarked;
