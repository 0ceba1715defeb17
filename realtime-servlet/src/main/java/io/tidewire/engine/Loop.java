package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.window.Ticker;
import io.tidewire.window.Window;

/**
 * Owns and serves a share of the connections on a single thread.
 *
 * <h2>A turn</h2>
 *
 * <ol>
 *   <li>Run the tasks that other threads have enqueued: subscribes, sockets that are ready again,
 *       ends.
 *   <li>Follow the ring: send new events to every live subscription that they match, in one write
 *       for the whole turn, or put them into the connection's outbox.
 *   <li>Serve each connection that has something waiting, in one write for all that is ready.
 *   <li>Regularly check every connection: heartbeats, deadlines, ages.
 * </ol>
 *
 * <p>A turn never blocks. Its tasks and its serving have a time limit each; what is left is done in
 * the next turn, after the ring and the deadlines. A connection's fault ends that connection. After
 * any other fault the loop goes on, and no event is lost: see {@link RingReader}.
 */
final class Loop {

  // Set at construction.
  private final Shared shared;
  private final Faults faults;

  // Owned by the loop's thread.
  private final RingReader reader;
  private final TurnState state;
  private final Serving serving;
  private final Connections connections;
  private final Rechecks rechecks;
  private final LoopStats stats;

  // Touched by any thread.
  private final SubscriptionCounts counts = new SubscriptionCounts();
  private final Tasks tasks;
  private volatile Runnable waker = () -> {};

  Loop(Shared shared) {
    this.shared = shared;
    Ticker ticker = shared.ticker();
    this.faults = new Faults(shared.boundedLog());
    this.reader = new RingReader(this, shared.window());
    this.state = new TurnState(ticker, shared.window(), reader);
    this.tasks = new Tasks(ticker, faults, reader::isBrokenOff);
    this.serving = new Serving(ticker, faults);
    this.connections = new Connections(this, shared.settings().liveness());
    this.rechecks = new Rechecks(this);
    this.stats = new LoopStats(shared.signals());
    shared.window().follow(reader);
  }

  // By any thread.

  void wakeWith(Runnable newWaker) {
    waker = newWaker;
  }

  void wake() {
    waker.run();
  }

  /** Enqueues a task for a connection, which a fault of the task ends. */
  void execute(Connection connection, Runnable action) {
    enqueue(connection, action);
    wake();
  }

  /** Does the same without waking the loop: the task waits for its next turn. */
  void enqueue(Connection connection, Runnable action) {
    tasks.add(connection, action);
  }

  void execute(Runnable action) {
    tasks.add(null, action);
    wake();
  }

  boolean hasWork() {
    return !tasks.isEmpty() || reader.unread() > 0;
  }

  /** {@return whether it accepts no more clients} */
  boolean hasEnded() {
    return tasks.haveEnded();
  }

  // By the loop's thread only.

  /** Does everything that is ready; returns false if there was nothing. */
  boolean turn() {
    state.begin();
    boolean worked = tasks.run();
    worked |= follow();
    if (reader.isBrokenOff()) {
      // No client may be told a place before the events below it have been recovered.
      return true;
    }
    worked |= serving.serve();
    lookAfter();
    return worked || !serving.isEmpty();
  }

  private boolean follow() {
    try {
      return reader.follow();
    } catch (Throwable e) {
      // Whatever is thrown on a loop, it goes on.
      faults.handle(null, e);
      return true;
    }
  }

  private void lookAfter() {
    try {
      if (connections.sweepIfDue()) {
        shared.tail().sweep();
        rechecks.sweep(state.now());
        stats.publish();
      }
    } catch (Throwable e) {
      // Whatever is thrown on a loop, it goes on.
      faults.handle(null, e);
    }
  }

  /** {@return how long there is nothing to do unless it is woken; no limit without connections} */
  long idleMillis() {
    return connections.idleMillis(shared.ticker().millis());
  }

  /** Called before its thread ends: no publisher waits for it, and its clients end. */
  void end(CloseReason reason) {
    shared.window().backlog().leave(reader);
    try {
      tasks.add(null, () -> connections.closeAll(reason));
    } finally {
      tasks.end();
    }
  }

  // Its parts.

  Shared shared() {
    return shared;
  }

  Window window() {
    return shared.window();
  }

  Faults faults() {
    return faults;
  }

  RingReader reader() {
    return reader;
  }

  TurnState state() {
    return state;
  }

  Serving serving() {
    return serving;
  }

  Connections connections() {
    return connections;
  }

  Rechecks rechecks() {
    return rechecks;
  }

  LoopStats stats() {
    return stats;
  }

  SubscriptionCounts counts() {
    return counts;
  }

  Tasks tasks() {
    return tasks;
  }
}
