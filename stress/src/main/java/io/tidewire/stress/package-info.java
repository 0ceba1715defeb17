/** What the stress tests share; each test is in the package of what it tests. */
@NullMarked
package io.tidewire.stress;

import org.jspecify.annotations.NullMarked;
