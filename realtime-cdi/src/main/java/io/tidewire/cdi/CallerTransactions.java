package io.tidewire.cdi;

import io.tidewire.engine.Transactions;
import jakarta.enterprise.inject.Instance;

/** Finds out whether transactions exist here, before any class that names them is touched. */
final class CallerTransactions {

  private static final String JTA = "jakarta.transaction.TransactionSynchronizationRegistry";

  private CallerTransactions() {}

  static Transactions find(Instance<Object> beans) {
    try {
      Class.forName(JTA, false, CallerTransactions.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return work -> false;
    }
    return JtaTransactions.find(beans);
  }
}
