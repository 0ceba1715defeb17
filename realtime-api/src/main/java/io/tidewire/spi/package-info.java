/**
 * What an application or an extension implements: the log behind a hub, the payload codec, the
 * access rules, the authenticator and the observer. Each has a default; none has to be supplied.
 */
@NullMarked
package io.tidewire.spi;

import org.jspecify.annotations.NullMarked;
