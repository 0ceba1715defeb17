package io.tidewire.engine;

/** Gives access to the caller's transaction, if the platform has one. */
@FunctionalInterface
public interface Transactions {

  /** Stands for a platform without transactions: nothing is ever held. */
  Transactions NONE = work -> false;

  /**
   * Holds work until the caller's transaction ends, in the order of the calls.
   *
   * @param work what to do then
   * @return false if no transaction is active: the work is not kept, and the caller acts at once
   */
  boolean defer(Deferred work);

  /**
   * Waits for the end of a transaction. Exactly one of {@link #committed} and {@link #rolledBack}
   * is called, once, unless earlier work has taken this over.
   */
  interface Deferred {

    /**
     * Takes over work that the same transaction defers later, so that both are done by one call.
     *
     * @param later the later work
     * @return false if the later work is unrelated and waits by itself
     */
    default boolean takesOver(Deferred later) {
      return false;
    }

    /** Called after the transaction was committed. */
    void committed();

    /** Called after the transaction was rolled back, or if its outcome is not known. */
    void rolledBack();
  }
}
