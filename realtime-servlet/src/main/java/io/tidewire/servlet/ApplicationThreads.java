package io.tidewire.servlet;

import io.tidewire.settings.Settings;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Finds the threads for the application's code: made by the container's {@code
 * ManagedThreadFactory} (Jakarta Concurrency 2.0, section 3.4), else virtual ones, else our own.
 * How many are taken is bounded by who takes them.
 *
 * <p>They are not those of the container's {@code ManagedExecutorService}. All applications share
 * its threads, a server may have no more of them than processors (WildFly), and a few rules that
 * block would hold up those of all others.
 *
 * <p>Some containers make a thread in the identity of whoever asks for it. Since one thread takes
 * the calls of many clients, the container is asked in the context in which this was made, when the
 * application started: nobody's.
 *
 * @param carrier gives a thread to each task, without a queue
 * @param own ends with the application
 */
record ApplicationThreads(Executor carrier, ExecutorService own) implements AutoCloseable {

  private static final String PREFIX = "tidewire-application";
  private static final long IDLE_SECONDS = 10;

  /**
   * Finds the threads.
   *
   * @param settings tell whether the container is asked
   * @param contexts captures the context of the calling thread
   */
  static ApplicationThreads find(Settings settings, Supplier<Executor> contexts) {
    Optional<ThreadFactory> container = ContainerThreads.ofContainer(PREFIX, settings);
    if (container.isPresent()) {
      ExecutorService pool = pool(container.get());
      Executor atStart = contexts.get();
      return new ApplicationThreads(task -> atStart.execute(() -> pool.execute(task)), pool);
    }
    ExecutorService own =
        VirtualThreads.executor()
            .orElseGet(() -> pool(new DaemonThreads(PREFIX, ApplicationThreads::thread)));
    return new ApplicationThreads(own, own);
  }

  /** Returns a pool without a bound: one would refuse a task whose thread is about to be free. */
  private static ExecutorService pool(ThreadFactory threads) {
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
  }

  /** Makes a thread that inherits nothing of the client's that is there when it is made. */
  private static Thread thread(Runnable task) {
    return new Thread(null, task, PREFIX, 0, false);
  }

  /** Ends the threads. */
  @Override
  public void close() {
    own.shutdownNow();
  }
}
