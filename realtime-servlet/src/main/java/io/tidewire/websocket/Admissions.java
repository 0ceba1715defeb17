package io.tidewire.websocket;

import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a handshake found out to the session that it opens, and never to another.
 *
 * <p>The user properties are one connection's own where the specification's later versions are
 * followed. Some older containers (Tyrus 1, as in Payara 5) have one map for all, in which the next
 * handshake replaces what the last one left; that shows by an entry that is there already. Tyrus
 * opens the session on the thread of its handshake, so that it is found by that. On any other such
 * container a thread may still hold a handshake whose session was opened elsewhere: there it is not
 * found at all, and nobody comes in.
 *
 * <p>For any thread. Threads are held weakly, since they are the container's.
 */
final class Admissions {

  private static final String PROPERTY = Admission.class.getName();
  private static final String SAME_THREAD = "org.glassfish.tyrus.";

  private final Map<Thread, Admission> byThread = new WeakHashMap<>();
  private boolean shared;

  /** Called in a handshake. */
  synchronized void put(Map<String, Object> properties, Admission admission) {
    shared |= properties.put(PROPERTY, admission) != null;
    byThread.put(Thread.currentThread(), admission);
  }

  /**
   * Called once for each session, as it opens.
   *
   * @param session the class of the container's sessions
   * @return null if its handshake is not known
   */
  synchronized @Nullable Admission take(Map<String, Object> properties, Class<?> session) {
    Admission ofThread = byThread.remove(Thread.currentThread());
    if (shared) {
      return session.getName().startsWith(SAME_THREAD) ? ofThread : null;
    }
    return properties.get(PROPERTY) instanceof Admission own ? own : null;
  }
}
