package io.tidewire.cdi;

import io.tidewire.engine.Transactions;
import io.tidewire.servlet.Services;
import io.tidewire.settings.Settings;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/**
 * Attaches a web application to the hub of its CDI container. Public for the service loader, which
 * creates it without CDI as well; so it names no class of CDI.
 */
public final class CdiServices implements Services.Provider {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");
  private static final String CDI = "jakarta.enterprise.inject.spi.CDI";

  /** Called by the service loader. */
  public CdiServices() {}

  @Override
  public Optional<Services> services(ServletContext context, Settings settings) {
    if (!hasCdi()) {
      LOG.log(
          System.Logger.Level.ERROR,
          "realtime-cdi is in the web application ''{0}'', but there is no CDI: its events are not"
              + " pushed. Add a CDI implementation such as Weld, or use realtime-servlet alone",
          context.getContextPath());
      return Optional.empty();
    }
    return CdiLookup.services(context, settings);
  }

  private static boolean hasCdi() {
    try {
      Class.forName(CDI, false, CdiServices.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public Transactions transactions() {
    return CallerTransactions.ofPlatform();
  }
}
