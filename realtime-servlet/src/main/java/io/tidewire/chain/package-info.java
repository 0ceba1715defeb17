/**
 * Internal: coexistence with the filters of an application. Detects filters that break streams,
 * reports them, and keeps response wrappers away from streamed responses.
 */
@NullMarked
package io.tidewire.chain;

import org.jspecify.annotations.NullMarked;
