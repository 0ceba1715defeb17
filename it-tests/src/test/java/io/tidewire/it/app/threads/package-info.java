/** What is deployed to see which threads the product runs on. */
@NullMarked
package io.tidewire.it.app.threads;

import org.jspecify.annotations.NullMarked;
