package io.tidewire.cdi;

import io.tidewire.servlet.Services;
import io.tidewire.settings.Settings;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Attaches a web application to the hub of its CDI container. Public for the service loader. */
public final class CdiServices implements Services.Provider {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  /** Called by the service loader. */
  public CdiServices() {}

  @Override
  public Optional<Services> services(ServletContext context, Settings settings) {
    Optional<BeanManager> manager = manager(context);
    return manager.map(
        found -> found.getExtension(TidewireExtension.class).services(found, context, settings));
  }

  private static Optional<BeanManager> manager(ServletContext context) {
    try {
      return Optional.of(CDI.current().getBeanManager());
    } catch (IllegalStateException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "no CDI container has started for the web application '"
              + context.getContextPath()
              + "': its CDI events are not pushed, and its beans are no rules. If it has CDI, is there"
              + " a WEB-INF/beans.xml? It may be empty",
          e);
      return Optional.empty();
    }
  }
}
