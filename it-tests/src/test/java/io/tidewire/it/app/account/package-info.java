/** What is deployed where users sign in and out, by sessions and by tokens. */
@NullMarked
package io.tidewire.it.app.account;

import org.jspecify.annotations.NullMarked;
