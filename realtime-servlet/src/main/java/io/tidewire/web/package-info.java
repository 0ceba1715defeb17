/**
 * Internal: what the transports over HTTP share, from the admission of a request to the
 * non-blocking writing of its response.
 */
@NullMarked
package io.tidewire.web;

import org.jspecify.annotations.NullMarked;
