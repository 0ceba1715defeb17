package io.tidewire.servlet;

import io.tidewire.settings.Settings;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Threads of the container's {@code ManagedThreadFactory} (Jakarta Concurrency 2.0, section 3.4),
 * which have the names and the identity of the application, and which the server's tools know.
 *
 * <p>A container that is about to end an application gives no threads any more, while the last
 * goodbyes may still need one: then it is one of our own.
 */
record ContainerThreads(ThreadFactory container) implements ThreadFactory {

  private static final System.Logger LOG = System.getLogger(ContainerThreads.class.getName());
  private static final String JNDI_NAME = "java:comp/DefaultManagedThreadFactory";

  /** Threads of the container where it has any and the settings let us ask, else our own. */
  static ThreadFactory named(String prefix, Settings settings) {
    Optional<ThreadFactory> container = settings.managedThreads() ? lookUp() : Optional.empty();
    return container
        .map(found -> new DaemonThreads(prefix, new ContainerThreads(found)))
        .orElseGet(() -> new DaemonThreads(prefix));
  }

  @SuppressWarnings("BanJNDI") // a constant name of the platform's own
  private static Optional<ThreadFactory> lookUp() {
    try {
      Object bound = new InitialContext().lookup(JNDI_NAME);
      return bound instanceof ThreadFactory factory ? Optional.of(factory) : Optional.empty();
    } catch (NamingException e) {
      LOG.log(System.Logger.Level.DEBUG, "no ManagedThreadFactory here", e);
      return Optional.empty();
    }
  }

  @Override
  public Thread newThread(Runnable task) {
    try {
      Thread managed = container.newThread(task);
      return managed == null ? new Thread(task) : managed;
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the container gives no threads any more", e);
      return new Thread(task);
    }
  }
}
