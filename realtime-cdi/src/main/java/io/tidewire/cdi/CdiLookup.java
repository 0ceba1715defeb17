package io.tidewire.cdi;

import io.tidewire.servlet.Services;
import io.tidewire.settings.Settings;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Finds the CDI container of a web application. Loaded only if CDI's classes are present. */
final class CdiLookup {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private CdiLookup() {}

  static Optional<Services> services(ServletContext context, Settings settings) {
    return manager(context)
        .map(
            found ->
                found.getExtension(TidewireExtension.class).services(found, context, settings));
  }

  private static Optional<BeanManager> manager(ServletContext context) {
    try {
      return Optional.of(CDI.current().getBeanManager());
    } catch (IllegalStateException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "No CDI container has started for the web application ''{0}'': its CDI events are not"
              + " pushed, and its beans are not asked for rules. If it has CDI, add a"
              + " WEB-INF/beans.xml, which may be empty ({1})",
          context.getContextPath(),
          e.getMessage());
      return Optional.empty();
    }
  }
}
