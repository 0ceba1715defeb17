/**
 * What an application or an extension implements: the log behind a hub, the payload codec and
 * reader, the access rules, the authenticator, the verifier of tokens, the handlers of messages and
 * the observers. Each has a default, or may be left out; none has to be supplied.
 */
@NullMarked
package io.tidewire.spi;

import org.jspecify.annotations.NullMarked;
