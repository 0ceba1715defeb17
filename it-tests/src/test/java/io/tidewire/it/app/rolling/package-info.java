/** An application of a node that is taken out of service while clients send. */
@NullMarked
package io.tidewire.it.app.rolling;

import org.jspecify.annotations.NullMarked;
