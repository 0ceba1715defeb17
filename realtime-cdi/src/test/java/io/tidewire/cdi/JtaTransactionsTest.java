package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.tidewire.PayloadException;
import io.tidewire.cdi.RecordingHub.Unserialisable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is fired in a transaction, with a real transaction manager. */
class JtaTransactionsTest {

  record OrderPlaced(String region) {}

  @PushEvent(topic = "shipments/{region}")
  record OrderShipped(String region) {}

  @Dependent
  static class Shop {
    @Inject
    @Push("orders/{region}")
    Event<OrderPlaced> placed;

    @Inject Event<OrderShipped> shipped;

    @Inject
    @Push("orders/{region}")
    Event<Unserialisable> unserialisable;

    void placed(String region) {
      placed.fire(new OrderPlaced(region));
    }

    void shipped(String region) {
      shipped.fire(new OrderShipped(region));
    }
  }

  /** Counts what is registered with the transaction manager. */
  static final class CountingRegistry extends TransactionSynchronizationRegistryImple {
    private static final long serialVersionUID = 1L;

    private int registered;

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
      registered++;
      super.registerInterposedSynchronization(synchronization);
    }
  }

  @ApplicationScoped
  static class Jta {
    @Produces TransactionSynchronizationRegistry registry = new CountingRegistry();
  }

  private final TransactionManager transactions =
      com.arjuna.ats.jta.TransactionManager.transactionManager();
  private TestContainer cdi;
  private Shop shop;

  @BeforeAll
  static void keepNoTransactionLog() {
    for (String store : new String[] {"default", "stateStore", "communicationStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
          .setObjectStoreType(VolatileStore.class.getName());
    }
  }

  @BeforeEach
  void start() {
    cdi = TestContainer.of(Shop.class, OrderShipped.class, Jta.class);
    shop = cdi.get(Shop.class);
  }

  @AfterEach
  void end() throws Exception {
    if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
      transactions.rollback();
    }
    cdi.close();
  }

  @Test
  void withoutATransactionItIsPublishedAtOnce() {
    shop.placed("eu");
    cdi.hub.assertNext("orders/eu", "order-placed");
  }

  @Test
  void isPublishedAfterTheCommitInTheOrderOfFiring() throws Exception {
    transactions.begin();
    shop.placed("1");
    shop.shipped("2");
    shop.placed("3");
    cdi.hub.assertExhausted();
    transactions.commit();
    cdi.hub.assertNext("orders/1", "order-placed");
    cdi.hub.assertNext("shipments/2", "order-shipped");
    cdi.hub.assertNext("orders/3", "order-placed");
    cdi.hub.assertExhausted();
  }

  @Test
  void oneSynchronizationServesATransaction() throws Exception {
    CountingRegistry registry =
        (CountingRegistry) cdi.get(TransactionSynchronizationRegistry.class);
    transactions.begin();
    shop.placed("1");
    shop.shipped("2");
    transactions.commit();
    assertThat(registry.registered).isEqualTo(1);
    transactions.begin();
    shop.placed("3");
    transactions.commit();
    assertThat(registry.registered).isEqualTo(2);
  }

  @Test
  void isDroppedAtRollback() throws Exception {
    transactions.begin();
    shop.placed("1");
    shop.shipped("2");
    transactions.rollback();
    cdi.hub.assertExhausted();
  }

  @Test
  void isDroppedWhereOnlyARollbackIsPossible() throws Exception {
    transactions.begin();
    shop.placed("before");
    transactions.setRollbackOnly();
    shop.placed("after");
    assertThatThrownBy(transactions::commit).isInstanceOf(RollbackException.class);
    cdi.hub.assertExhausted();
  }

  @Test
  void firstFiredWhereOnlyARollbackIsPossibleIsDropped() throws Exception {
    transactions.begin();
    transactions.setRollbackOnly();
    shop.placed("eu");
    transactions.rollback();
    cdi.hub.assertExhausted();
  }

  @Test
  void eachTransactionHoldsItsOwn() throws Exception {
    transactions.begin();
    shop.placed("outer-1");
    Transaction outer = transactions.suspend();
    shop.placed("none");
    cdi.hub.assertNext("orders/none", "order-placed");
    transactions.begin();
    shop.placed("inner");
    transactions.commit();
    cdi.hub.assertNext("orders/inner", "order-placed");
    transactions.resume(outer);
    shop.placed("outer-2");
    cdi.hub.assertExhausted();
    transactions.commit();
    cdi.hub.assertNext("orders/outer-1", "order-placed");
    cdi.hub.assertNext("orders/outer-2", "order-placed");
    cdi.hub.assertExhausted();
  }

  @Test
  void firedAsynchronouslyHasLeftTheTransaction() throws Exception {
    transactions.begin();
    shop.placed.fireAsync(new OrderPlaced("eu")).toCompletableFuture().join();
    cdi.hub.assertNext("orders/eu", "order-placed");
    transactions.rollback();
    cdi.hub.assertExhausted();
  }

  @Test
  void whatCannotBeEncodedFailsInTheTransaction() throws Exception {
    transactions.begin();
    assertThatThrownBy(() -> shop.unserialisable.fire(new Unserialisable("eu")))
        .isInstanceOf(PayloadException.class);
    assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_ACTIVE);
    transactions.commit();
    cdi.hub.assertExhausted();
  }

  @Test
  void firedWhileTheTransactionCompletesIsPublished() throws Exception {
    transactions.begin();
    transactions.getTransaction().registerSynchronization(new FiringAtTheEnd(shop));
    transactions.commit();
    cdi.hub.assertNext("orders/before", "order-placed");
    cdi.hub.assertNext("orders/after", "order-placed");
    cdi.hub.assertExhausted();
  }

  @Test
  void theRegistryIsFoundInJndiWhereThereIsNoBean() throws Exception {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, JndiOfThePlatform.class.getName());
    try (TestContainer platform = TestContainer.of(Shop.class)) {
      transactions.begin();
      platform.get(Shop.class).placed("eu");
      platform.hub.assertExhausted();
      transactions.commit();
      platform.hub.assertNext("orders/eu", "order-placed");
    } finally {
      System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    }
  }

  @Test
  void withoutARegistryEverythingIsPublishedAtOnce() throws Exception {
    try (TestContainer bare = TestContainer.of(Shop.class)) {
      transactions.begin();
      bare.get(Shop.class).placed("eu");
      bare.hub.assertNext("orders/eu", "order-placed");
    }
  }

  /** A naming service that holds the registry under the name that the platform gives it. */
  public static final class JndiOfThePlatform implements InitialContextFactory {

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return new InitialContext(true) {
        @Override
        public Object lookup(String name) throws NamingException {
          if (!name.equals("java:comp/TransactionSynchronizationRegistry")) {
            throw new NameNotFoundException(name);
          }
          return new TransactionSynchronizationRegistryImple();
        }
      };
    }
  }

  private record FiringAtTheEnd(Shop shop) implements Synchronization {
    @Override
    public void beforeCompletion() {
      shop.placed("before");
    }

    @Override
    public void afterCompletion(int status) {
      shop.placed("after");
    }
  }
}
