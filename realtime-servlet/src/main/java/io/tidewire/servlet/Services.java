package io.tidewire.servlet;

import io.tidewire.engine.HubEngine;
import io.tidewire.engine.Transactions;
import io.tidewire.settings.Settings;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Holds the hub of a web application, and the parts that say who may do what in it.
 *
 * @param hub the hub
 * @param parts what the application brings
 * @param roles the roles that annotations of its rules and handlers name
 * @param context puts around its code what threads of the library need for it, such as a request
 *     context
 * @param ownsHub whether the hub ends with the web application
 */
public record Services(
    HubEngine hub, Parts parts, Set<String> roles, UnaryOperator<Runnable> context, boolean ownsHub)
    implements AutoCloseable {

  /**
   * Supplies the services from elsewhere, such as a CDI container. Found by {@link ServiceLoader}
   * in the application's class path.
   */
  @FunctionalInterface
  public interface Provider {

    /**
     * Finds the services, after the application's own listeners have run.
     *
     * @param context the application
     * @param settings the application's settings
     * @return the services, or empty if this provider has none for it
     */
    Optional<Services> services(ServletContext context, Settings settings);

    /**
     * Finds the transactions of those who publish before the services are there.
     *
     * @return the platform's transactions
     */
    default Transactions transactions() {
      return Transactions.NONE;
    }
  }

  /**
   * Finds the services. The class loader is an argument, since Payara 5 lets only a declared
   * listener ask the context for it.
   */
  static Services of(ClassLoader application, ServletContext context, Settings settings) {
    for (Provider provider : ServiceLoader.load(Provider.class, application)) {
      Optional<Services> services = provider.services(context, settings);
      if (services.isPresent()) {
        return services.get();
      }
    }
    Parts parts = Parts.discover(application);
    return new Services(
        parts.start("default", settings, application),
        parts,
        Set.of(),
        UnaryOperator.identity(),
        true);
  }

  /** {@return the transactions of the first provider that knows any} */
  static Transactions transactions(ClassLoader application) {
    return ServiceLoader.load(Provider.class, application).stream()
        .map(provider -> provider.get().transactions())
        .filter(transactions -> transactions != Transactions.NONE)
        .findFirst()
        .orElse(Transactions.NONE);
  }

  /**
   * Returns the same services with other parts.
   *
   * @param other what the application brings
   * @return the services
   */
  public Services with(Parts other) {
    return new Services(hub, other, roles, context, ownsHub);
  }

  /**
   * Returns the same services with more roles.
   *
   * @param further names beside those that are there
   * @return the services
   */
  public Services withRoles(Set<String> further) {
    Set<String> all = new TreeSet<>(roles);
    all.addAll(further);
    return new Services(hub, parts, all, context, ownsHub);
  }

  /** The name of the context attribute under which an application finds its hub. */
  public static final String HUB_ATTRIBUTE = "io.tidewire.Hub";

  @Override
  public void close() {
    if (ownsHub) {
      hub.close();
    }
  }
}
