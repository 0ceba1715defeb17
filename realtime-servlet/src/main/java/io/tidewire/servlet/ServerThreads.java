package io.tidewire.servlet;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server's threads forget an application that ends.
 *
 * <p>Up to JDK 23 a thread keeps the access control context of the code that made it, and with it
 * the class loaders of all that was on the stack. A server makes a worker when there is work, which
 * a loop or a callback of ours gives it by a WebSocket send or the completion of a response, and
 * business code by an asynchronous CDI event; and a worker that is renewed passes its context on to
 * the next, so that the class loader would stay for good. Servers prevent it under a security
 * manager only. A thread drops it too when it ends.
 */
@SuppressWarnings("removal") // nothing else tells what a context holds
final class ServerThreads {

  private static final System.Logger LOG = System.getLogger(ServerThreads.class.getName());

  private ServerThreads() {}

  /** Forgets the application; called once nothing of it runs any more. */
  static void forget(ClassLoader application) {
    try {
      Field context = Thread.class.getDeclaredField("inheritedAccessControlContext");
      context.setAccessible(true);
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (context.get(thread) instanceof AccessControlContext kept && holds(kept, application)) {
          context.set(thread, null);
        }
      }
    } catch (NoSuchFieldException e) {
      LOG.log(System.Logger.Level.TRACE, "threads keep no context on this JDK");
    } catch (IllegalAccessException | InaccessibleObjectException | SecurityException e) {
      LOG.log(System.Logger.Level.DEBUG, "no access to the contexts of threads", e);
    }
  }

  /** Tells whether a context holds a class loader; only a combiner is shown its domains. */
  private static boolean holds(AccessControlContext context, ClassLoader loader) {
    AtomicBoolean found = new AtomicBoolean();
    AccessControlContext shown =
        new AccessControlContext(
            context,
            (current, assigned) -> {
              found.set(isAmong(assigned, loader));
              return assigned;
            });
    Object unused =
        AccessController.doPrivileged(
            (PrivilegedAction<Object>) AccessController::getContext, shown);
    return found.get();
  }

  /** Looks for the loader; there are no domains where only the JDK was on the stack. */
  private static boolean isAmong(ProtectionDomain @Nullable [] domains, ClassLoader loader) {
    return domains != null
        && Stream.of(domains).anyMatch(domain -> domain.getClassLoader() == loader);
  }
}
