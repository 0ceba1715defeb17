package io.tidewire.engine;

import io.tidewire.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Registers, checks and removes the connections of one loop. Confined to the loop. */
final class Connections {

  private static final long MAX_SWEEP_MILLIS = 250;
  private static final long MIN_SWEEP_MILLIS = 10;
  private static final int SWEEPS_PER_HEARTBEAT = 20;

  private final Loop loop;
  private final long sweepMillis;
  private final List<Connection> all = new ArrayList<>();
  private final List<CompletableFuture<Void>> drained = new ArrayList<>(0);
  private @Nullable Connection unregistered;
  private long nextSweep;

  Connections(Loop loop, EngineSettings.Liveness settings) {
    this.loop = loop;
    long heartbeat = settings.heartbeat().toMillis();
    this.sweepMillis =
        Math.max(MIN_SWEEP_MILLIS, Math.min(MAX_SWEEP_MILLIS, heartbeat / SWEEPS_PER_HEARTBEAT));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** {@return those for which something holds} */
  List<Connection> all(Predicate<Connection> which) {
    return all.stream().filter(which).toList();
  }

  void add(Connection connection) {
    if (connection.isClosed()) {
      left(connection);
      return;
    }
    if (!drained.isEmpty()) {
      connection.vitals().drainAt(loop.state().now());
    }
    try {
      all.add(connection);
    } catch (OutOfMemoryError e) {
      left(connection);
      throw e;
    }
    connection.slot = all.size() - 1;
    loop.shared().index().add(connection.entry);
    connection.opened();
  }

  void remove(Connection connection) {
    if (connection.slot < 0) {
      return;
    }
    // First, since they can be repeated after an error.
    loop.shared().index().remove(connection.entry);
    loop.shared().connectionCounts().remove(connection.place);
    Connection last = all.remove(all.size() - 1);
    if (last != connection) {
      all.set(connection.slot, last);
      last.slot = connection.slot;
    }
    connection.slot = -1;
    connection.attachment().closed();
    if (all.isEmpty()) {
      loop.stats().publish();
    }
    tellIfDrained();
  }

  private void left(Connection connection) {
    loop.shared().connectionCounts().remove(connection.place);
    connection.attachment().closed();
  }

  /** Checks each connection if it is time; returns false if it is not. */
  boolean sweepIfDue() {
    long now = loop.state().now();
    if (now < nextSweep) {
      return false;
    }
    nextSweep = now + sweepMillis;
    closeUnregistered(now);
    for (int i = all.size() - 1; i >= 0; i--) {
      check(all.get(i), now);
    }
    return true;
  }

  /**
   * Keeps a connection that is not registered, so that the next check sees to its end, as it does
   * to that of a registered one. Allocates nothing.
   */
  void checkLater(Connection connection) {
    if (connection.slot < 0 && connection != unregistered && connection.nextUnregistered == null) {
      connection.nextUnregistered = unregistered;
      unregistered = connection;
    }
  }

  private void closeUnregistered(long now) {
    Connection next = unregistered;
    unregistered = null;
    while (next != null) {
      Connection connection = next;
      next = connection.nextUnregistered;
      connection.nextUnregistered = null;
      check(connection, now);
    }
  }

  private void check(Connection connection, long now) {
    try {
      connection.check(now);
    } catch (Throwable e) {
      // Ends this connection, and not the loop or the others.
      loop.faults().handle(connection, e);
    }
  }

  /** Puts all back to an order above which an error has kept the loop from handing over. */
  void startOver(long before) {
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).delivery().startOver(before);
    }
  }

  /** Lets all pass a cut. Can be repeated after an error. */
  void cut(long before, long order) {
    boolean isNewEpoch = loop.window().epochBegin(order) > before;
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).delivery().cut(before, isNewEpoch);
    }
  }

  /** {@return how long no connection needs a check; no limit if there is none} */
  long idleMillis(long now) {
    return all.isEmpty() ? Long.MAX_VALUE : Math.max(1, nextSweep - now);
  }

  /** Ends connections as soon as what their clients have asked for is answered, or after a time. */
  void finishAll(Predicate<Connection> which, CloseReason reason, long atMostMillis) {
    // From the end, since the last one takes the place of one that is removed.
    for (int i = all.size() - 1; i >= 0; i--) {
      Connection connection = all.get(i);
      if (which.test(connection)) {
        finish(connection, reason, atMostMillis);
      }
    }
  }

  private void finish(Connection connection, CloseReason reason, long atMostMillis) {
    try {
      connection.finishNow(reason, atMostMillis);
    } catch (Throwable e) {
      // Ends this connection, and not the loop or the others.
      loop.faults().handle(connection, e);
    }
  }

  /** Ends all connections, since their loop has ended; there is no later check for any of them. */
  void closeAll(CloseReason reason) {
    for (int i = all.size() - 1; i >= 0; i--) {
      close(all.get(i), reason);
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      check(all.get(i), loop.state().now());
    }
  }

  private void close(Connection connection, CloseReason reason) {
    try {
      connection.close(reason);
    } catch (Throwable e) {
      // Ends this connection, and not the loop or the others.
      loop.faults().handle(connection, e);
    }
  }

  /** Gives each connection its own time to end, evenly over a span. */
  void drain(long millis, CompletableFuture<Void> whenEmpty) {
    drained.add(whenEmpty);
    tellIfDrained();
    int count = all.size();
    for (int i = 0; i < count; i++) {
      all.get(i).vitals().drainAt(loop.state().now() + millis * (i + 1) / count);
    }
  }

  private void tellIfDrained() {
    if (all.isEmpty()) {
      drained.forEach(whenEmpty -> whenEmpty.complete(null));
    }
  }
}
