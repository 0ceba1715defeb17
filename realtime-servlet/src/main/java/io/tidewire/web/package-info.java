/**
 * Internal: what the transports over HTTP share, from admitting a request to writing its response
 * without blocking.
 */
@NullMarked
package io.tidewire.web;

import org.jspecify.annotations.NullMarked;
