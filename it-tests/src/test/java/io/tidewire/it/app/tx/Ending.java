package io.tidewire.it.app.tx;

/** How a transaction ends. */
public enum Ending {
  /** The work is done. */
  COMMIT,
  /** The business code gives up with an exception. */
  EXCEPTION,
  /** The business code marks the transaction and returns. */
  MARKED,
  /** What is left until the commit fails there, as the flush of an invalid entity does. */
  FLUSH_FAILS,
  /** A second resource refuses to commit when it is asked. */
  RESOURCE_REFUSES
}
