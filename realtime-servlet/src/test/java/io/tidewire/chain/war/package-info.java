/** What the web applications of the tests consist of; loaded by their own class loaders. */
@org.jspecify.annotations.NullMarked
package io.tidewire.chain.war;
