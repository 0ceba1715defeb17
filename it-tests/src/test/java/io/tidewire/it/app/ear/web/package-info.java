/** What each web application of an enterprise application has. */
@NullMarked
package io.tidewire.it.app.ear.web;

import org.jspecify.annotations.NullMarked;
