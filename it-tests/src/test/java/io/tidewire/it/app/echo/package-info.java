/** What is deployed to see that the carriers of WebSockets suffice for a second protocol. */
@NullMarked
package io.tidewire.it.app.echo;

import org.jspecify.annotations.NullMarked;
