/**
 * WebSockets without the container's JSR-356 implementation: upgraded requests (Servlet
 * specification, section 2.3.3.5), of which this package reads and writes the frames itself (RFC
 * 6455). An event is framed once for all clients, and leaves with all else that is ready in one
 * write. {@code realtime.websocket.upgrade} says where. Internal.
 */
@NullMarked
package io.tidewire.upgrade;

import org.jspecify.annotations.NullMarked;
