package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.PayloadException;
import io.tidewire.servlet.entities.Customer;
import io.tidewire.servlet.entities.Purchase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.eclipse.persistence.jpa.PersistenceProvider;
import org.eclipse.persistence.tools.weaving.jpa.StaticWeaveProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities that EclipseLink has woven, and its lazy collections. */
class EclipseLinkPayloadTest {

  private static final String ANN = "{\"id\":1,\"name\":\"ann\"}";
  private static final String UNIT =
      """
      <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
        <persistence-unit name="woven" transaction-type="RESOURCE_LOCAL">
          <provider>org.eclipse.persistence.jpa.PersistenceProvider</provider>
          <class>io.tidewire.servlet.entities.Customer</class>
          <class>io.tidewire.servlet.entities.Purchase</class>
          <exclude-unlisted-classes>true</exclude-unlisted-classes>
        </persistence-unit>
      </persistence>
      """;

  @TempDir Path folder;

  private final DefaultCodec codec = new DefaultCodec();

  /** Loads the woven classes in place of those that were compiled. */
  private static final class Woven extends URLClassLoader {

    Woven(Path classes) throws IOException {
      super(new URL[] {classes.toUri().toURL()}, EclipseLinkPayloadTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        boolean own = name.startsWith(Customer.class.getPackageName());
        Class<?> known = findLoadedClass(name);
        return own ? (known == null ? findClass(name) : known) : super.loadClass(name, resolve);
      }
    }

    @Override
    public URL getResource(String name) {
      URL own = findResource(name);
      return own == null ? super.getResource(name) : own;
    }
  }

  private Woven weave() throws Exception {
    Path source = folder.resolve("source");
    Path target = Files.createDirectories(folder.resolve("target"));
    Files.createDirectories(source.resolve("META-INF"));
    Files.writeString(source.resolve("META-INF/persistence.xml"), UNIT);
    for (Class<?> entity : List.of(Customer.class, Purchase.class)) {
      String file = entity.getName().replace('.', '/') + ".class";
      Files.createDirectories(source.resolve(file).getParent());
      try (InputStream in = entity.getClassLoader().getResourceAsStream(file)) {
        Files.copy(in, source.resolve(file));
      }
    }
    StaticWeaveProcessor weaver = new StaticWeaveProcessor(source.toString(), target.toString());
    weaver.setClassLoader(
        new URLClassLoader(new URL[] {source.toUri().toURL()}, getClass().getClassLoader()));
    weaver.setPersistenceInfo(source.toString());
    weaver.performWeaving();
    return new Woven(target);
  }

  /** Reads the stored purchase anew, past the cache in which it would be whole. */
  private void withPurchase(Consumer<Object> test) throws Exception {
    Woven woven = weave();
    Class<?> customers = woven.loadClass(Customer.class.getName());
    Class<?> purchases = woven.loadClass(Purchase.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(woven);
    try (EntityManagerFactory factory =
        new PersistenceProvider()
            .createEntityManagerFactory(
                "woven",
                Map.of(
                    "jakarta.persistence.jdbc.url",
                    "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                    "jakarta.persistence.schema-generation.database.action",
                    "create",
                    "eclipselink.weaving",
                    "static",
                    "eclipselink.classloader",
                    woven,
                    "eclipselink.logging.level",
                    "SEVERE"))) {
      Object ann = customers.getConstructor(long.class, String.class).newInstance(1, "ann");
      Object purchase =
          purchases
              .getConstructor(long.class, customers, customers, List.class)
              .newInstance(7, ann, ann, List.of(ann));
      EntityManager storing = factory.createEntityManager();
      storing.getTransaction().begin();
      storing.persist(purchase);
      storing.getTransaction().commit();
      storing.close();
      factory.getCache().evictAll();
      EntityManager reading = factory.createEntityManager();
      test.accept(reading.find(purchases, 7L));
      reading.close();
    } finally {
      thread.setContextClassLoader(before);
      woven.close();
    }
  }

  private static Object get(Object owner, String getter) {
    try {
      return owner.getClass().getMethod(getter).invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private void assertUnloaded(Object payload, String what) {
    assertThatThrownBy(() -> codec.encode(payload))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(" cannot be encoded: " + what + " that has not been loaded");
  }

  public record View(Object held) {}

  @Test
  void whatIsNotLoadedIsNotLoadedByUsAndWhatIsLoadedIsWritten() throws Exception {
    withPurchase(
        purchase -> {
          assertUnloaded(purchase, "'customer' is an association");
          assertUnloaded(new View(purchase), "'held.customer' is an association");
          assertUnloaded(purchase, "'customer' is an association");
          assertThat(codec.encode(get(purchase, "getCustomer")).text()).isEqualTo(ANN);
          assertUnloaded(purchase, "'watchers' is a collection");
          assertThat(get(get(purchase, "getWatchers"), "size")).isEqualTo(1);
          assertThat(codec.encode(new View(purchase)).text())
              .isEqualTo(
                  "{\"held\":{\"customer\":" + ANN + ",\"id\":7,\"watchers\":[" + ANN + "]}}");
        });
  }
}
