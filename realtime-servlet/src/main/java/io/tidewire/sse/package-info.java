/** Internal: the transport over Server-Sent Events (WHATWG HTML, section 9.2). */
@NullMarked
package io.tidewire.sse;

import org.jspecify.annotations.NullMarked;
