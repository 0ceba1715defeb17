package io.tidewire.servlet;

import jakarta.enterprise.concurrent.ContextService;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Captures the caller of a request, so that what runs on another thread later runs as the caller
 * (Jakarta Concurrency 2.0, section 3.3).
 */
record SecurityContexts(ContextService service) implements Supplier<Executor> {

  private static final System.Logger LOG = System.getLogger(SecurityContexts.class.getName());
  private static final String JNDI_NAME = "java:comp/DefaultContextService";
  private static final Executor CALLING_THREAD = Runnable::run;

  /** Returns the container's contexts; without any, nothing is captured, since nothing uses it. */
  static Supplier<Executor> ofContainer() {
    try {
      return lookUp();
    } catch (NamingException | NoClassDefFoundError e) {
      LOG.log(System.Logger.Level.DEBUG, "no Jakarta Concurrency here", e);
      return () -> CALLING_THREAD;
    }
  }

  @SuppressWarnings("BanJNDI") // a constant name of the platform's own
  private static Supplier<Executor> lookUp() throws NamingException {
    Object bound = new InitialContext().lookup(JNDI_NAME);
    return bound instanceof ContextService found
        ? new SecurityContexts(found)
        : () -> CALLING_THREAD;
  }

  @Override
  public Executor get() {
    return service.createContextualProxy(CALLING_THREAD, Executor.class);
  }
}
