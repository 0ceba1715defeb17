/** What is deployed where users sign in. */
@NullMarked
package io.tidewire.it.app.login;

import org.jspecify.annotations.NullMarked;
