/** What is deployed to answer clients that send. */
@NullMarked
package io.tidewire.it.app.twoway;

import org.jspecify.annotations.NullMarked;
