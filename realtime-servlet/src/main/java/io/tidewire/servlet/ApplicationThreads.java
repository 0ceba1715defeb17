package io.tidewire.servlet;

import io.tidewire.settings.Settings;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the threads for the application's code: those of the container's {@code
 * ManagedExecutorService} (Jakarta Concurrency 2.0, section 3.1), else virtual ones, else our own.
 * How many are taken is bounded by who takes them.
 *
 * <p>A managed executor gives each task the identity of who submits it. Since one thread of ours
 * takes the calls of many clients, it is submitted in the context in which this was made, when the
 * application started: with the application's naming context and nobody's identity.
 *
 * @param carrier gives a thread to each task, without a queue
 * @param own what ends with the application; null if the container has made it
 */
record ApplicationThreads(Executor carrier, @Nullable ExecutorService own)
    implements AutoCloseable {

  private static final String JNDI_NAME = "java:comp/DefaultManagedExecutorService";
  private static final long IDLE_SECONDS = 10;

  /**
   * Finds the threads.
   *
   * @param settings tell whether the container is asked
   * @param contexts captures the context of the calling thread
   */
  static ApplicationThreads find(Settings settings, Supplier<Executor> contexts) {
    Optional<ExecutorService> container =
        settings.managedThreads()
            ? ContainerNaming.find(JNDI_NAME, ExecutorService.class)
            : Optional.empty();
    if (container.isPresent()) {
      ExecutorService managed = container.get();
      Executor atStart = contexts.get();
      return new ApplicationThreads(task -> atStart.execute(() -> managed.execute(task)), null);
    }
    ExecutorService own = VirtualThreads.executor().orElseGet(ApplicationThreads::pool);
    return new ApplicationThreads(own, own);
  }

  /** Returns a pool without a bound: one would refuse a task whose thread is about to be free. */
  private static ExecutorService pool() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        new DaemonThreads("tidewire-application", ApplicationThreads::thread));
  }

  /** Makes a thread that inherits nothing of the client's that is there when it is made. */
  private static Thread thread(Runnable task) {
    return new Thread(null, task, "tidewire-application", 0, false);
  }

  /** Ends the threads that are our own. */
  @Override
  public void close() {
    if (own != null) {
      own.shutdownNow();
    }
  }
}
