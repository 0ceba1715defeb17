package io.tidewire.servlet;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Finds the virtual threads of JDK 21 and later; the library is compiled for 17. */
final class VirtualThreads {

  private static final System.Logger LOG = System.getLogger(VirtualThreads.class.getName());

  private VirtualThreads() {}

  /** {@return an executor with a virtual thread for each task; empty where the JDK has none} */
  static Optional<ExecutorService> executor() {
    try {
      return Optional.of(
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
    } catch (NoSuchMethodException e) {
      LOG.log(System.Logger.Level.TRACE, "this JDK has no virtual threads");
      return Optional.empty();
    } catch (IllegalAccessException | InvocationTargetException e) {
      LOG.log(System.Logger.Level.DEBUG, "this JDK gives no virtual threads", e);
      return Optional.empty();
    }
  }
}
