/** The transports and how they are registered in a web application. */
@NullMarked
package io.tidewire.servlet;

import org.jspecify.annotations.NullMarked;
