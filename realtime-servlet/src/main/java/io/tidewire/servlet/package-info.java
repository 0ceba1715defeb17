/**
 * Internal: adds the library to a web application. Registers, starts and stops it, and finds its
 * exchangeable parts.
 */
@NullMarked
package io.tidewire.servlet;

import org.jspecify.annotations.NullMarked;
