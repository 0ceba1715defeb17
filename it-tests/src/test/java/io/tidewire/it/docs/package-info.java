/** What the pages of the documentation promise, as far as it can be read off the files. */
@NullMarked
package io.tidewire.it.docs;

import org.jspecify.annotations.NullMarked;
