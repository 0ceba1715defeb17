package io.tidewire.cdi;

import io.tidewire.engine.Transactions;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Holds work until a JTA transaction ends, by one synchronization for each transaction (Jakarta
 * Transactions 2.0, section 3.6: interposed, so that it runs after the application's own).
 *
 * <p>Loaded only where the transaction API is present.
 */
final class JtaTransactions implements Transactions {

  private static final String JNDI_NAME = "java:comp/TransactionSynchronizationRegistry";

  private final Supplier<@Nullable TransactionSynchronizationRegistry> registries;

  JtaTransactions(Supplier<@Nullable TransactionSynchronizationRegistry> registries) {
    this.registries = registries;
  }

  /** Takes the registry from a bean if there is one, else from JNDI. */
  static Transactions find(Instance<Object> beans) {
    Instance<TransactionSynchronizationRegistry> found =
        beans.select(TransactionSynchronizationRegistry.class);
    if (found.isResolvable()) {
      TransactionSynchronizationRegistry registry = found.get();
      return new JtaTransactions(() -> registry);
    }
    return inJndi();
  }

  static Transactions inJndi() {
    return new JtaTransactions(new Jndi());
  }

  @Override
  public boolean defer(Deferred work) {
    TransactionSynchronizationRegistry registry = registries.get();
    if (registry == null) {
      return false;
    }
    return switch (registry.getTransactionStatus()) {
      case Status.STATUS_NO_TRANSACTION,
          Status.STATUS_COMMITTED,
          Status.STATUS_ROLLEDBACK,
          Status.STATUS_UNKNOWN ->
          false;
      case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK -> {
        work.rolledBack();
        yield true;
      }
      default -> {
        heldBy(registry).add(work);
        yield true;
      }
    };
  }

  private HeldWork heldBy(TransactionSynchronizationRegistry registry) {
    if (registry.getResource(this) instanceof HeldWork held) {
      return held;
    }
    HeldWork held = new HeldWork();
    registry.registerInterposedSynchronization(held);
    registry.putResource(this, held);
    return held;
  }

  /**
   * Looks up the registry, and does not cache a failure: a thread without the component's naming
   * context does not find it, but the next one may.
   */
  private static final class Jndi
      implements Supplier<@Nullable TransactionSynchronizationRegistry> {

    private volatile @Nullable TransactionSynchronizationRegistry found;

    @Override
    public @Nullable TransactionSynchronizationRegistry get() {
      TransactionSynchronizationRegistry known = found;
      return known != null ? known : lookUp();
    }

    @SuppressWarnings("BanJNDI") // a constant name of the platform's own
    private @Nullable TransactionSynchronizationRegistry lookUp() {
      try {
        Object bound = new InitialContext().lookup(JNDI_NAME);
        found = bound instanceof TransactionSynchronizationRegistry registry ? registry : null;
        return found;
      } catch (NamingException e) {
        return null;
      }
    }
  }
}
