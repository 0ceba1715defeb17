package io.tidewire.it.app.tx;

import io.tidewire.it.app.cdi.Shipped;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** The business code: a table of shipments, and an event for each. The caller has a transaction. */
@ApplicationScoped
public class Shipments {

  private static final List<String> MANAGERS =
      List.of(
          "java:jboss/TransactionManager",
          "java:appserver/TransactionManager",
          "java:comp/TransactionManager");

  @Resource(lookup = "java:comp/DefaultDataSource")
  private DataSource database;

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  private TransactionSynchronizationRegistry transactions;

  @Inject private Event<Shipped> shipped;

  @PostConstruct
  void createTable() {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          isThere(connection)
              ? "delete from tidewire_shipment"
              : "create table tidewire_shipment"
                  + " (region varchar(64) not null, n int not null, primary key (region, n))");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asked for, since not all databases can drop a table only if it is there. */
  private static boolean isThere(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "TIDEWIRE_SHIPMENT", null)) {
      return tables.next();
    }
  }

  /** Makes the bean, and with it the table, outside of any test's transaction. */
  public void prepare() {}

  /** Ships each number: a row, then an event; and leads the transaction to this end. */
  public void ship(String region, List<Integer> numbers, Ending ending) {
    if (ending == Ending.RESOURCE_REFUSES) {
      enlist(new Refusing());
    }
    for (int n : numbers) {
      insert(region, n);
      shipped.fire(new Shipped(region, n));
    }
    lead(ending);
  }

  private void insert(String region, int n) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("insert into tidewire_shipment values (?, ?)")) {
      statement.setString(1, region);
      statement.setInt(2, n);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void lead(Ending ending) {
    switch (ending) {
      case COMMIT, RESOURCE_REFUSES -> {}
      case EXCEPTION -> throw new IllegalStateException("the business code gives up");
      case MARKED -> transactions.setRollbackOnly();
      case FLUSH_FAILS -> transactions.registerInterposedSynchronization(new FailingFlush());
    }
  }

  @SuppressWarnings("BanJNDI") // constant names of the servers' own
  private static void enlist(Refusing resource) {
    for (String name : MANAGERS) {
      try {
        TransactionManager manager = (TransactionManager) new InitialContext().lookup(name);
        manager.getTransaction().enlistResource(resource);
        return;
      } catch (NamingException e) {
        // It has another name here.
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    enlistOnLiberty(resource);
  }

  /** Its transaction manager has no name. */
  private static void enlistOnLiberty(Refusing resource) {
    try {
      TransactionManager manager =
          (TransactionManager)
              Class.forName("com.ibm.tx.jta.TransactionManagerFactory")
                  .getMethod("getTransactionManager")
                  .invoke(null);
      manager.getTransaction().enlistResource(resource);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the database has of a region. */
  public List<Integer> rows(String region) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "select n from tidewire_shipment where region = ? order by n")) {
      statement.setString(1, region);
      List<Integer> rows = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.add(results.getInt(1));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class FailingFlush implements Synchronization {

    @Override
    public void beforeCompletion() {
      throw new IllegalStateException("the flush fails");
    }

    @Override
    public void afterCompletion(int status) {}
  }
}
