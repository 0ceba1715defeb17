package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.PayloadException;
import io.tidewire.servlet.entities.Customer;
import io.tidewire.servlet.entities.Purchase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.proxy.HibernateProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Entities of Hibernate: what stands behind a proxy is written, what is not loaded stays so. */
class HibernatePayloadTest {

  private static final String ANN = "{\"id\":1,\"name\":\"ann\"}";

  private static SessionFactory sessions;

  private final DefaultCodec codec = new DefaultCodec();

  public record View(String what, Customer customer) {}

  public record Watchers(List<Customer> list) {}

  @BeforeAll
  static void open() {
    sessions =
        new Configuration()
            .addAnnotatedClass(Customer.class)
            .addAnnotatedClass(Purchase.class)
            .setProperty(
                "hibernate.connection.url",
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
            .setProperty("hibernate.hbm2ddl.auto", "create")
            .buildSessionFactory();
    sessions.inTransaction(
        session -> {
          Customer ann = new Customer(1, "ann");
          session.persist(new Purchase(7, ann, ann, List.of(ann)));
        });
  }

  @AfterAll
  static void close() {
    sessions.close();
  }

  private String json(Object payload) {
    return codec.encode(payload).text();
  }

  private void assertUnloaded(Object payload, String what) {
    assertThatThrownBy(() -> codec.encode(payload))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith(payload.getClass().getName() + " cannot be encoded: " + what)
        .hasMessageContaining("that has not been loaded")
        .hasMessageEndingWith("fire a record of what clients need");
  }

  @Test
  void whatStandsBehindALoadedProxyIsWrittenWhereverItIs() {
    sessions.inTransaction(
        session -> {
          Customer customer = session.find(Purchase.class, 7L).getCustomer();
          Hibernate.initialize(customer);
          assertThat(customer).isInstanceOf(HibernateProxy.class);
          assertThat(json(customer)).isEqualTo(ANN);
          assertThat(json(new View("v", customer)))
              .isEqualTo("{\"customer\":" + ANN + ",\"what\":\"v\"}");
          assertThat(json(List.of(customer))).isEqualTo("[" + ANN + "]");
          assertThat(json(new Customer[] {customer})).isEqualTo("[" + ANN + "]");
          assertThat(json(Map.of("k", customer))).isEqualTo("{\"k\":" + ANN + "}");
          assertThat(json(Optional.of(customer))).isEqualTo(ANN);
        });
  }

  @Test
  void anEntityIsWrittenOnceItsAssociationsAreLoaded() {
    sessions.inTransaction(
        session -> {
          Purchase purchase = session.find(Purchase.class, 7L);
          assertUnloaded(purchase, "'customer' is a proxy of " + Customer.class.getName());
          Hibernate.initialize(purchase.getCustomer());
          assertUnloaded(purchase, "'watchers' is a collection");
          Hibernate.initialize(purchase.getWatchers());
          assertThat(json(purchase))
              .isEqualTo("{\"customer\":" + ANN + ",\"id\":7,\"watchers\":[" + ANN + "]}");
        });
  }

  @Test
  void whatIsNotLoadedIsNotLoadedByUs() {
    sessions.inTransaction(
        session -> {
          Purchase purchase = session.find(Purchase.class, 7L);
          Customer customer = purchase.getCustomer();
          List<Customer> watchers = purchase.getWatchers();
          String proxy = "a proxy of " + Customer.class.getName();
          assertUnloaded(customer, "it is " + proxy);
          assertUnloaded(new View("v", customer), "'customer' is " + proxy);
          assertUnloaded(new ArrayList<>(List.of(customer)), "it is " + proxy);
          assertUnloaded(
              new HashMap<>(Map.of("k", new View("v", customer))), "'customer' is " + proxy);
          assertUnloaded(new Watchers(watchers), "'list' is a collection");
          assertThat(Hibernate.isInitialized(customer)).isFalse();
          assertThat(Hibernate.isInitialized(watchers)).isFalse();
        });
  }

  @Test
  void aClosedSessionGetsTheSameMessage() {
    Purchase purchase = sessions.fromTransaction(session -> session.find(Purchase.class, 7L));
    assertUnloaded(purchase, "'customer' is a proxy of " + Customer.class.getName());
    assertUnloaded(new View("v", purchase.getCustomer()), "'customer' is a proxy of ");
    assertUnloaded(new Watchers(purchase.getWatchers()), "'list' is a collection");
  }

  @Test
  void whatWasLoadedIsWrittenAfterTheEndOfTheSession() {
    Customer customer =
        sessions.fromTransaction(
            session -> {
              Customer found = session.find(Purchase.class, 7L).getCustomer();
              Hibernate.initialize(found);
              return found;
            });
    assertThat(json(new View("v", customer)))
        .isEqualTo("{\"customer\":" + ANN + ",\"what\":\"v\"}");
  }
}
