/** What is deployed with a log that goes away. */
@NullMarked
package io.tidewire.it.app.faulty;

import org.jspecify.annotations.NullMarked;
