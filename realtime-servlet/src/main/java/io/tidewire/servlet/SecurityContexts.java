package io.tidewire.servlet;

import jakarta.enterprise.concurrent.ContextService;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

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
    } catch (NoClassDefFoundError e) {
      LOG.log(System.Logger.Level.DEBUG, "no Jakarta Concurrency here", e);
      return () -> CALLING_THREAD;
    }
  }

  private static Supplier<Executor> lookUp() {
    Optional<ContextService> found = ContainerNaming.find(JNDI_NAME, ContextService.class);
    return found.isPresent() ? new SecurityContexts(found.get()) : () -> CALLING_THREAD;
  }

  @Override
  public Executor get() {
    return service.createContextualProxy(CALLING_THREAD, Executor.class);
  }
}
