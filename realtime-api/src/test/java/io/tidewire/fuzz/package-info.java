/** Makes bad input out of good input, for tests of whatever reads what a client sends. */
package io.tidewire.fuzz;
