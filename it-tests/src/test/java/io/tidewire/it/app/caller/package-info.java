/** What is deployed to see whom rules are asked about, and as whom they run. */
@NullMarked
package io.tidewire.it.app.caller;

import org.jspecify.annotations.NullMarked;
