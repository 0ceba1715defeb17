/** What is deployed where there are a database, transactions and enterprise beans. */
@NullMarked
package io.tidewire.it.app.tx;

import org.jspecify.annotations.NullMarked;
