package io.tidewire.servlet;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;

/**
 * Makes Tomcat's worker threads forget an application that ends.
 *
 * <p>Up to JDK 23 a thread keeps the access control context of the code that made it, and with it
 * the class loaders of all that was on the stack. Tomcat makes a worker when there is work, which a
 * loop or a callback of ours gives it by a WebSocket send or the completion of a response; and a
 * worker that Tomcat renews passes its context on to the next, so that the class loader would stay
 * for good. Tomcat clears it under a security manager only. A thread drops it too when it ends.
 */
final class TomcatThreads {

  private static final System.Logger LOG = System.getLogger(TomcatThreads.class.getName());
  private static final String WORKER = "org.apache.tomcat.util.threads.TaskThread";

  private TomcatThreads() {}

  /** To be called when nothing of the application runs any more. */
  static void forget() {
    try {
      Field context = Thread.class.getDeclaredField("inheritedAccessControlContext");
      context.setAccessible(true);
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getClass().getName().equals(WORKER)) {
          context.set(thread, null);
        }
      }
    } catch (NoSuchFieldException e) {
      LOG.log(System.Logger.Level.TRACE, "threads keep no context on this JDK");
    } catch (IllegalAccessException | InaccessibleObjectException | SecurityException e) {
      LOG.log(System.Logger.Level.DEBUG, "no access to the contexts of threads", e);
    }
  }
}
