/** What is deployed to see that files arrive. */
@NullMarked
package io.tidewire.it.app.files;

import org.jspecify.annotations.NullMarked;
