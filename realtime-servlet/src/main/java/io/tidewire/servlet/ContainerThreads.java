package io.tidewire.servlet;

import io.tidewire.settings.Settings;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * Makes threads with the container's {@code ManagedThreadFactory} (Jakarta Concurrency 2.0, section
 * 3.4). They have the application's naming context and identity, and the server's tools know them.
 *
 * <p>A container that is about to end an application makes no more threads for it, while the last
 * goodbyes may still need one. That one is a plain thread.
 */
record ContainerThreads(ThreadFactory container) implements ThreadFactory {

  private static final System.Logger LOG = System.getLogger(ContainerThreads.class.getName());
  private static final String JNDI_NAME = "java:comp/DefaultManagedThreadFactory";

  /**
   * Takes the threads of the container if it has any and the settings allow it, else makes our own.
   */
  static ThreadFactory named(String prefix, Settings settings) {
    return ofContainer(prefix, settings).orElseGet(() -> new DaemonThreads(prefix));
  }

  /** {@return the threads of the container if it has any and the settings allow it} */
  static Optional<ThreadFactory> ofContainer(String prefix, Settings settings) {
    Optional<ThreadFactory> container =
        settings.managedThreads()
            ? ContainerNaming.find(JNDI_NAME, ThreadFactory.class)
            : Optional.empty();
    return container.map(found -> new DaemonThreads(prefix, new ContainerThreads(found)));
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
