/** CDI events become messages on topics. */
@NullMarked
package io.tidewire.cdi;

import org.jspecify.annotations.NullMarked;
