/** What is deployed where there is CDI: events, a rule, and a servlet that fires. */
@NullMarked
package io.tidewire.it.app.cdi;

import org.jspecify.annotations.NullMarked;
