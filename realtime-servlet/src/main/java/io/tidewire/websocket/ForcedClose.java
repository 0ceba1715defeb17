package io.tidewire.websocket;

import jakarta.websocket.Session;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Ends the socket of a closed session. After its close frame, Undertow reads for as long as a
 * client sends, and has a public method that ends that. It is called by reflection, since the class
 * is the container's own.
 */
final class ForcedClose {

  private static final String METHOD = "forceClose";

  private ForcedClose() {}

  /** {@return the call that ends a session's socket, or null if the container has none} */
  static @Nullable Callable<?> of(Session session) {
    try {
      Method method = session.getClass().getMethod(METHOD);
      return () -> method.invoke(session);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
