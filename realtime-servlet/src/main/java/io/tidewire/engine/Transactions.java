package io.tidewire.engine;

/** The caller's transaction, where the platform has one. */
@FunctionalInterface
public interface Transactions {

  /** No platform transactions: nothing is ever held. */
  Transactions NONE = work -> false;

  /**
   * Holds work until the caller's transaction ends, in the order of the calls.
   *
   * @param work what to do then
   * @return false if no transaction is active: the caller then acts at once, and the work is not
   *     kept
   */
  boolean defer(Deferred work);

  /**
   * What waits for the end of a transaction. Exactly one of {@link #committed} and {@link
   * #rolledBack} is called, once, unless earlier work has taken it over.
   */
  interface Deferred {

    /**
     * Takes over work that the same transaction defers later, so that both are done by one call.
     *
     * @param later that work
     * @return false if it has nothing to do with this, and waits by itself
     */
    default boolean takesOver(Deferred later) {
      return false;
    }

    /** The transaction was committed. */
    void committed();

    /** The transaction was rolled back, or its outcome is not known. */
    void rolledBack();
  }
}
