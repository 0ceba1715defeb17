/**
 * What is deployed beside the product: rules, and a servlet by which a test makes things happen.
 */
@NullMarked
package io.tidewire.it.app;

import org.jspecify.annotations.NullMarked;
