package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubSignal;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The single-threaded owner of a share of the connections.
 *
 * <h2>A turn</h2>
 *
 * <ol>
 *   <li>Do what other threads left word for: joins, sockets that are ready again, ends.
 *   <li>Follow the ring: send what is new to every live subscription it matches, in one write for
 *       all of this turn, or put it into the connection's outbox.
 *   <li>Serve each connection that has something waiting, in one write for all that is ready.
 *   <li>Now and then look after every connection: heartbeats, deadlines, ages.
 * </ol>
 *
 * <p>A turn never blocks, and a connection's fault ends that connection, not the loop.
 */
final class Loop {

  private static final System.Logger LOG = System.getLogger(Loop.class.getName());
  private static final int EVENTS_PER_TURN = 64;

  /** An idle loop lets an eighth of the ring fill up with events that are not for it. */
  private static final int UNREAD_SHARE = 8;

  private static final int TASKS_PER_TURN = 1_024;
  private static final long MAX_SWEEP_MILLIS = 250;
  private static final long MIN_SWEEP_MILLIS = 10;
  private static final int SWEEPS_PER_HEARTBEAT = 20;

  // Set at construction.
  private final Node node;
  private final Window window;
  private final Ticker ticker;
  private final Random random;
  private final long sweepMillis;

  // Owned by the loop's thread.
  private final List<Connection> connections = new ArrayList<>();
  private final ArrayDeque<Connection> toServe = new ArrayDeque<>();
  private final ArrayDeque<Audience> audiences = new ArrayDeque<>();
  private final ArrayDeque<Overflow> overflows = new ArrayDeque<>();
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final List<Frame> scratch = new ArrayList<>();
  private Batch lastBatch = new Batch(List.of());
  private Position lastPosition;
  private long placeSequence;
  private int takenThisTurn;
  private long now;
  private long nextSweep;
  private long delivered;
  private final List<CompletableFuture<Void>> drained = new ArrayList<>(0);

  // Touched by any thread.
  private final SubscriptionCounts counts = new SubscriptionCounts();
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private volatile long place;
  private volatile Runnable waker = () -> {};

  /** Something to do, and the connection that answers for its faults, if one does. */
  private record Task(@Nullable Connection connection, Runnable action) {}

  private record Overflow(Delivery delivery, long sequence) {}

  Loop(Node node, Random random) {
    this.node = node;
    this.window = node.window();
    this.ticker = node.ticker();
    this.random = random;
    this.now = ticker.millis();
    this.lastPosition = window.position(0);
    long heartbeat = node.settings().liveness().heartbeat().toMillis();
    this.sweepMillis =
        Math.max(MIN_SWEEP_MILLIS, Math.min(MAX_SWEEP_MILLIS, heartbeat / SWEEPS_PER_HEARTBEAT));
    window.join(this);
  }

  /** Says where to begin; for the window, before anybody else knows this loop. */
  void beginAt(long firstPlace, long sequence) {
    place = firstPlace;
    placeSequence = sequence;
  }

  // By any thread.

  void wakeWith(Runnable newWaker) {
    waker = newWaker;
  }

  void wake() {
    waker.run();
  }

  /**
   * An event is in the ring. Wakes the loop if the event may be for one of its connections;
   * otherwise it is passed over at the next turn, at the latest when the writer wants the room.
   */
  void arrived(SharedEvent event) {
    if (counts.mayCover(event.event().topic())
        || window.ring().written() - place >= window.ring().capacity() / UNREAD_SHARE) {
      wake();
    }
  }

  /** Leaves word for the loop in a connection's name: a fault ends that connection. */
  void execute(Connection connection, Runnable action) {
    tasks.add(new Task(connection, action));
    wake();
  }

  void execute(Runnable action) {
    tasks.add(new Task(null, action));
    wake();
  }

  /** How far this loop has read the ring. */
  long place() {
    return place;
  }

  boolean hasWork() {
    return !tasks.isEmpty() || place < window.ring().written();
  }

  // By the loop's thread only.

  /** Does all that is ready; false if there was nothing. */
  boolean turn() {
    now = ticker.millis();
    boolean worked = runTasks();
    worked |= followRing(Long.MAX_VALUE);
    worked |= serveConnections();
    if (now >= nextSweep) {
      sweep();
      nextSweep = now + sweepMillis;
    }
    return worked || !toServe.isEmpty();
  }

  /** How long there is nothing to do unless it is woken; no limit without connections. */
  long idleMillis() {
    return connections.isEmpty() ? Long.MAX_VALUE : Math.max(1, nextSweep - ticker.millis());
  }

  private boolean runTasks() {
    int done = 0;
    Task task;
    while (done < TASKS_PER_TURN && (task = tasks.poll()) != null) {
      guard(task.connection, task.action);
      done++;
    }
    return done > 0;
  }

  private void guard(@Nullable Connection connection, Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      fault(connection, e);
    }
  }

  /** Even an Error, as of a class that an undeployment took away, ends one connection only. */
  private static void fault(@Nullable Connection connection, Throwable e) {
    LOG.log(System.Logger.Level.ERROR, "a fault on a delivery loop ends " + connection, e);
    if (connection != null) {
      abandon(connection);
    }
  }

  private static void abandon(Connection connection) {
    try {
      connection.close(CloseReason.INTERNAL);
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "closing " + connection + " failed", e);
    }
  }

  private boolean followRing(long upTo) {
    takenThisTurn = 0;
    boolean moved = take(upTo);
    for (int left = audiences.size(); left > 0; left--) {
      audiences.remove().send(this);
      moved |= take(upTo);
    }
    while (!audiences.isEmpty()) {
      audiences.remove().send(this);
    }
    Overflow overflow;
    while ((overflow = overflows.poll()) != null) {
      overflow.delivery.fallBehind(overflow.sequence);
    }
    return moved;
  }

  /** Takes what is in the ring to its audiences; false if there was nothing. */
  private boolean take(long upTo) {
    long begin = place;
    long end = window.ring().written();
    long at = begin;
    boolean full = false;
    while (at < end && takenThisTurn < EVENTS_PER_TURN && !full) {
      SharedEvent event = window.ring().get(at);
      if (event.sequence() > upTo) {
        break;
      }
      List<Audience> covering = index.audiences(event.event().topic());
      for (int i = 0; i < covering.size(); i++) {
        Audience audience = covering.get(i);
        if (audience.take(event)) {
          audiences.add(audience);
        }
        full |= audience.weight() >= Delivery.BATCH_WEIGHT;
      }
      takenThisTurn += covering.isEmpty() ? 0 : 1;
      placeSequence = event.sequence();
      at++;
    }
    if (at > begin) {
      place = at;
      window.backlog().progressed();
    }
    return at > begin;
  }

  /**
   * Passes what was there when a client asked, so that neither its place nor what is gone before it
   * depends on how long the loop has slept.
   */
  void passUpTo(long sequence) {
    boolean moved = true;
    while (moved && placeSequence < sequence) {
      moved = followRing(sequence);
    }
  }

  /** Sends a batch; a fault ends its connection. */
  void send(Batch batch, Delivery delivery) {
    try {
      delivery.send(batch);
    } catch (Throwable e) {
      fault(delivery.connection(), e);
    }
  }

  private boolean serveConnections() {
    int count = toServe.size();
    for (int i = 0; i < count; i++) {
      Connection connection = toServe.remove();
      guard(connection, connection.delivery()::serve);
    }
    return count > 0;
  }

  private void sweep() {
    for (int i = connections.size() - 1; i >= 0; i--) {
      Connection connection = connections.get(i);
      guard(connection, () -> connection.check(now));
    }
    if (delivered > 0) {
      long count = delivered;
      node.signals().emit(() -> new HubSignal.Delivered(count));
      delivered = 0;
    }
  }

  void add(Connection connection, boolean greet) {
    if (connection.isClosed()) {
      left(connection);
      return;
    }
    if (!drained.isEmpty()) {
      connection.vitals().drainAt(now);
    }
    connection.slot = connections.size();
    connections.add(connection);
    connection.opened(greet);
  }

  void remove(Connection connection) {
    if (connection.slot < 0) {
      return;
    }
    Connection last = connections.remove(connections.size() - 1);
    if (last != connection) {
      connections.set(connection.slot, last);
      last.slot = connection.slot;
    }
    connection.slot = -1;
    left(connection);
    tellIfDrained();
  }

  private void tellIfDrained() {
    if (connections.isEmpty()) {
      drained.forEach(whenEmpty -> whenEmpty.complete(null));
    }
  }

  private void left(Connection connection) {
    connection.attachment().closed();
    node.connections().decrementAndGet();
  }

  void closeAll(Attachment attachment, CloseReason reason) {
    for (Connection connection : List.copyOf(connections)) {
      if (connection.attachment() == attachment) {
        guard(connection, () -> connection.close(reason));
      }
    }
  }

  /** Gives each connection its own time to leave, evenly over a span. */
  void drain(long millis, CompletableFuture<Void> whenEmpty) {
    drained.add(whenEmpty);
    tellIfDrained();
    int count = connections.size();
    for (int i = 0; i < count; i++) {
      connections.get(i).vitals().drainAt(now + millis * (i + 1) / count);
    }
  }

  void serveSoon(Connection connection) {
    toServe.add(connection);
  }

  void overflowed(Delivery delivery, long sequence) {
    overflows.add(new Overflow(delivery, sequence));
  }

  /** An empty list, for use until the next call. */
  List<Frame> scratch() {
    scratch.clear();
    return scratch;
  }

  /** A batch of these frames; the last one again if they are the same. */
  Batch batch(List<Frame> frames) {
    if (!lastBatch.isOf(frames)) {
      lastBatch = new Batch(frames);
    }
    return lastBatch;
  }

  void delivered(List<Frame> frames) {
    if (node.signals().areHeard()) {
      for (Frame frame : frames) {
        delivered += frame instanceof SharedEvent ? 1 : 0;
      }
    }
  }

  Position position(long sequence) {
    if (lastPosition.sequence() != sequence) {
      lastPosition = window.position(sequence);
    }
    return lastPosition;
  }

  /** The sequence of the last event that this loop has passed. */
  long placeSequence() {
    return placeSequence;
  }

  long now() {
    return now;
  }

  Window window() {
    return window;
  }

  SubscriptionIndex index() {
    return index;
  }

  SubscriptionCounts counts() {
    return counts;
  }

  Signals signals() {
    return node.signals();
  }

  EngineSettings settings() {
    return node.settings();
  }

  CompletionStage<EventLog.Bounds> logBounds() {
    return node.log().bounds();
  }

  Vitals vitals(Connection.ConnectOptions options) {
    return new Vitals(node.settings().liveness(), options, ticker, random);
  }

  Control.Welcome welcome(Connection connection) {
    return new Control.Welcome(
        connection.id(),
        connection.subscriber().name(),
        node.settings().liveness().heartbeat().toMillis(),
        node.limitsJson());
  }

  long delayAfter(CloseReason reason) {
    if (!reason.reconnect()) {
      return 0;
    }
    long spread = node.settings().liveness().restartSpread().toMillis();
    long most = reason == CloseReason.MAX_AGE ? Math.min(spread, 2_000) : spread;
    return random.nextLong(most + 1);
  }
}
