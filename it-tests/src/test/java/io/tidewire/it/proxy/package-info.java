/**
 * Proxies between a page and the server: real ones, and some that nobody would set up on purpose.
 */
@NullMarked
package io.tidewire.it.proxy;

import org.jspecify.annotations.NullMarked;
