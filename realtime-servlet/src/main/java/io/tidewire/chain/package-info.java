/**
 * Internal: living with the filters of an application. Finds out which of them cannot go along with
 * a stream, says so, and keeps response wrappers away from what is streamed.
 */
@NullMarked
package io.tidewire.chain;

import org.jspecify.annotations.NullMarked;
