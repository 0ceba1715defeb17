package io.tidewire.websocket;

import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a handshake found out to the session that it opens, and never to another.
 *
 * <p>The user properties are one connection's own where the specification's later versions are
 * followed. Some older containers (Tyrus 1, as in Payara 5) have one map for all, in which the next
 * handshake replaces what the last one left; that shows by an entry that is there already. They
 * open the session on the thread of its handshake, so that it is found by that. Where it is not, it
 * is not found at all, and nobody comes in.
 *
 * <p>For any thread. Threads are held weakly, since they are the container's.
 */
final class Admissions {

  private static final String PROPERTY = Admission.class.getName();

  private final Map<Thread, Admission> byThread = new WeakHashMap<>();
  private boolean shared;

  /** Called in a handshake. */
  synchronized void put(Map<String, Object> properties, Admission admission) {
    shared |= properties.put(PROPERTY, admission) != null;
    byThread.put(Thread.currentThread(), admission);
  }

  /** Called once for each session, as it opens; null if its handshake is not known. */
  synchronized @Nullable Admission take(Map<String, Object> properties) {
    Admission ofThread = byThread.remove(Thread.currentThread());
    if (shared) {
      return ofThread;
    }
    return properties.get(PROPERTY) instanceof Admission own ? own : null;
  }
}
