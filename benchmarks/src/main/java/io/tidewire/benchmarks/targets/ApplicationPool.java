package io.tidewire.benchmarks.targets;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads of the kind that this library runs an application's code on where there is no server's.
 */
final class ApplicationPool {

  private ApplicationPool() {}

  /** Virtual threads where the JDK has them, else as many pooled ones as there is work for. */
  static ExecutorService create() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException e) {
      return Executors.newCachedThreadPool(ApplicationPool::daemon);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("this JDK gives no virtual threads", e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "application");
    thread.setDaemon(true);
    return thread;
  }
}
