package io.tidewire.cdi;

import io.tidewire.engine.Transactions;
import jakarta.enterprise.inject.Instance;

/** Finds out whether transactions exist here, before any class that names them is touched. */
final class CallerTransactions {

  private static final String JTA = "jakarta.transaction.TransactionSynchronizationRegistry";

  private CallerTransactions() {}

  static Transactions find(Instance<Object> beans) {
    return exist() ? JtaTransactions.find(beans) : Transactions.NONE;
  }

  /** {@return the platform's transactions, for publishers before there are beans} */
  static Transactions ofPlatform() {
    return exist() ? JtaTransactions.inJndi() : Transactions.NONE;
  }

  private static boolean exist() {
    try {
      Class.forName(JTA, false, CallerTransactions.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
