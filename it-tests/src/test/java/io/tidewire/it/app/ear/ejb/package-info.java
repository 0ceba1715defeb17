/** The module of enterprise beans of an enterprise application. */
@NullMarked
package io.tidewire.it.app.ear.ejb;

import org.jspecify.annotations.NullMarked;
