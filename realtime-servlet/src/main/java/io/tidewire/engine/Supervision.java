package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.TopicPattern;
import io.tidewire.window.Ticker;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers sign-outs and rechecks for a while, so that they reach those who are just being opened.
 * Thread-safe.
 *
 * <h2>Nobody is missed</h2>
 *
 * A connection is identified on the thread of its request, and found in the {@link ConnectionIndex}
 * only once its loop has registered it. Whoever signs somebody out first adds that here, then looks
 * into the index; a loop first adds a connection to the index, then asks here what has happened
 * since its identity was found. One of the two sees the other.
 */
final class Supervision {

  /** How long a request may take from its identification to its registration. */
  static final long KEPT_MILLIS = 30_000;

  static final int MOST_KEPT = 65_536;

  private static final int FEW = 16;

  private final Ticker ticker;
  private final Lock lock = new ReentrantLock();

  // Guarded by the lock, but for reading the number of the newest.
  private final Fifo<Entry> kept = new Fifo<>(FEW);
  private volatile long newest;

  Supervision(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Says what has happened to somebody. */
  private sealed interface Event {}

  private record UserLeft(String name, CloseReason reason) implements Event {}

  private record SessionEnded(String id, CloseReason reason) implements Event {}

  /** Somebody has signed in, in a session that may have been another's. */
  private record UserChanged(String session, String name) implements Event {}

  private record SessionRenamed(String before, String after) implements Event {}

  private record UserToCheck(String name) implements Event {}

  /** Subscriptions are checked as they begin, so it does not matter which ones. */
  private record AllToCheck(TopicPattern pattern) implements Event {}

  private record Entry(long at, Event event) {}

  /**
   * Says what becomes of a connection that has just been registered.
   *
   * @param end why it ends, or null if it does not
   * @param session the present id of the session that its user came from, or null
   * @param isToBeChecked whether the rules are to be asked again
   */
  record Verdict(@Nullable CloseReason end, @Nullable String session, boolean isToBeChecked) {}

  /** {@return the number of the last event; to be read before somebody is identified} */
  long stamp() {
    return newest;
  }

  void userLeft(String name, CloseReason reason) {
    add(new UserLeft(name, reason));
  }

  void sessionEnded(String id, CloseReason reason) {
    add(new SessionEnded(id, reason));
  }

  void userChanged(String session, String name) {
    add(new UserChanged(session, name));
  }

  void sessionRenamed(String before, String after) {
    add(new SessionRenamed(before, after));
  }

  void checkUser(String name) {
    add(new UserToCheck(name));
  }

  void checkAll(TopicPattern pattern) {
    add(new AllToCheck(pattern));
  }

  private void add(Event event) {
    lock.lock();
    try {
      long now = ticker.millis();
      Entry oldest = kept.peek();
      while (oldest != null && (kept.size() >= MOST_KEPT || oldest.at < now - KEPT_MILLIS)) {
        Entry unused = kept.poll();
        oldest = kept.peek();
      }
      long number = newest + 1;
      kept.add(new Entry(now, event));
      newest = number;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells what has happened since an identity was found. If that is forgotten, its client is asked
   * to come back, and so to be identified anew.
   */
  Verdict since(Identity identity) {
    if (identity.stamp() == newest) {
      return new Verdict(null, identity.session(), false);
    }
    lock.lock();
    try {
      long behind = newest - identity.stamp();
      return behind > kept.size()
          ? new Verdict(CloseReason.MAX_AGE, identity.session(), false)
          : look(identity, (int) (kept.size() - behind));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells the same of a connection that has just been registered, once it is found by the present
   * id of its session. Asks again after each change of the id: if the session has ended meanwhile,
   * the end has not found the connection.
   *
   * @param rename lets the connection be found by another id, given the one before
   */
  Verdict since(Identity identity, BiConsumer<String, String> rename) {
    Verdict verdict = since(identity);
    String known = identity.session();
    String present = verdict.session();
    while (known != null && present != null && !known.equals(present)) {
      rename.accept(known, present);
      known = present;
      verdict = since(identity);
      present = verdict.session();
    }
    return verdict;
  }

  /** Looks only at what has happened since, which is little: it may happen often to others. */
  private Verdict look(Identity identity, int from) {
    String session = identity.session();
    CloseReason end = null;
    boolean isToBeChecked = false;
    for (int i = from; i < kept.size() && end == null; i++) {
      Event event = kept.get(i).event;
      if (event instanceof SessionRenamed renamed) {
        session = renamed.before.equals(session) ? renamed.after : session;
      } else if (event instanceof UserToCheck user) {
        isToBeChecked |= user.name.equals(identity.user());
      } else if (event instanceof AllToCheck) {
        isToBeChecked = true;
      } else {
        end = end(event, identity, session);
      }
    }
    return new Verdict(end, session, isToBeChecked);
  }

  private static @Nullable CloseReason end(
      Event event, Identity identity, @Nullable String session) {
    if (event instanceof UserLeft user) {
      return user.name.equals(identity.user()) ? user.reason : null;
    }
    if (event instanceof SessionEnded ended) {
      return ended.id.equals(session) ? ended.reason : null;
    }
    UserChanged changed = (UserChanged) event;
    return changed.session.equals(session) && identity.isOfAnother(changed.name)
        ? CloseReason.OTHER_USER
        : null;
  }
}
