/** What is deployed where the server does not see the product's health check by itself. */
@NullMarked
package io.tidewire.it.app.health;

import org.jspecify.annotations.NullMarked;
