/** Internal: the transport over WebSocket (RFC 6455), by the Jakarta WebSocket API. */
@NullMarked
package io.tidewire.websocket;

import org.jspecify.annotations.NullMarked;
