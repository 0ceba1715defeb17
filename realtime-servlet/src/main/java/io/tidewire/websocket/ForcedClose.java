package io.tidewire.websocket;

import jakarta.websocket.Session;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Ends the socket of a session that is closed. Undertow reads on, after its close frame, for as
 * long as a client sends, and has a public method that ends that. There is no type to call it by:
 * the class is the container's own.
 */
final class ForcedClose {

  private static final String METHOD = "forceClose";

  private ForcedClose() {}

  /** How to end a session's socket, or null where the container has no such way. */
  static BlockingCalls.@Nullable Call of(Session session) {
    try {
      Method method = session.getClass().getMethod(METHOD);
      return () -> method.invoke(session);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
