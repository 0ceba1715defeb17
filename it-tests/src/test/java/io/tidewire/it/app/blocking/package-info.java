/** What is deployed to see who waits while the application's code blocks. */
@NullMarked
package io.tidewire.it.app.blocking;

import org.jspecify.annotations.NullMarked;
