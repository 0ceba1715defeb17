/** What is deployed where there are transactions too. */
@NullMarked
package io.tidewire.it.app.jta;

import org.jspecify.annotations.NullMarked;
