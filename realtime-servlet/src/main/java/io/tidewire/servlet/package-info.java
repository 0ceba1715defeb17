/**
 * How the library gets into a web application: what is registered, started and ended, and where its
 * parts come from.
 */
@NullMarked
package io.tidewire.servlet;

import org.jspecify.annotations.NullMarked;
