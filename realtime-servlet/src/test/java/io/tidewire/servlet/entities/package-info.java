/** Entities for the tests of what persistence frameworks put in the place of objects. */
package io.tidewire.servlet.entities;
