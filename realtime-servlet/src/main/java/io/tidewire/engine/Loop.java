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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The single-threaded owner of a share of the connections.
 *
 * <h2>A turn</h2>
 *
 * <ol>
 *   <li>Run the tasks that other threads have enqueued: subscribes, sockets that are ready again,
 *       ends.
 *   <li>Follow the ring: send what is new to every live subscription it matches, in one write for
 *       all of this turn, or put it into the connection's outbox.
 *   <li>Serve each connection that has something waiting, in one write for all that is ready.
 *   <li>Now and then look after every connection: heartbeats, deadlines, ages.
 * </ol>
 *
 * <p>A turn never blocks. It has a time for its tasks and one for serving; what is left then comes
 * in the next turn, behind the ring and the deadlines. A connection's fault ends that connection,
 * not the loop.
 */
final class Loop {

  private static final System.Logger LOG = System.getLogger(Loop.class.getName());

  /** An idle loop lets an eighth of the ring fill up with events that are not for it. */
  private static final int UNREAD_SHARE = 8;

  /** How long a turn runs tasks, and how long it serves, before the ring has its turn again. */
  private static final long SLICE_MILLIS = 5;

  // Set at construction.
  private final Node node;
  private final Window window;
  private final Ticker ticker;
  private final Random random;

  // Owned by the loop's thread.
  private final Connections connections;
  private final RingReader reader;
  private final ArrayDeque<Connection> toServe = new ArrayDeque<>();
  private final List<Frame> scratch = new ArrayList<>();
  private Batch lastBatch = new Batch(List.of());
  private Position lastPosition;
  private long now;
  private long delivered;

  // Touched by any thread.
  private final SubscriptionCounts counts = new SubscriptionCounts();
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private volatile Runnable waker = () -> {};

  /** Something to do, and the connection that answers for its faults, if one does. */
  private record Task(@Nullable Connection connection, Runnable action) {}

  Loop(Node node) {
    this.node = node;
    this.window = node.window();
    this.ticker = node.ticker();
    this.random = new Random(node.secrets().nextLong());
    this.now = ticker.millis();
    this.lastPosition = window.position(0);
    this.connections = new Connections(this, node.settings().liveness());
    this.reader = new RingReader(this, window);
    window.join(this);
  }

  /** Says where to begin; for the window, before anybody else knows this loop. */
  void beginAt(long firstPlace, long sequence) {
    reader.beginAt(firstPlace, sequence);
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
        || reader.unread() >= window.ring().capacity() / UNREAD_SHARE) {
      wake();
    }
  }

  /** Enqueues a task in a connection's name: a fault ends that connection. */
  void execute(Connection connection, Runnable action) {
    enqueue(connection, action);
    wake();
  }

  /** The same without waking the loop: its next turn will do. */
  void enqueue(Connection connection, Runnable action) {
    tasks.add(new Task(connection, action));
  }

  void execute(Runnable action) {
    tasks.add(new Task(null, action));
    wake();
  }

  /** How far this loop has read the ring. */
  long place() {
    return reader.place();
  }

  /** How many tasks wait; counts them one by one, for tests. */
  int queuedTasks() {
    return tasks.size();
  }

  boolean hasWork() {
    return !tasks.isEmpty() || reader.unread() > 0;
  }

  // By the loop's thread only.

  /** Does all that is ready; false if there was nothing. */
  boolean turn() {
    now = ticker.millis();
    boolean worked = runTasks();
    worked |= reader.follow();
    worked |= serveConnections();
    if (connections.sweepIfDue()) {
      reportDelivered();
    }
    return worked || !toServe.isEmpty();
  }

  /** Does what is still asked of it, such as ends of connections, before its thread goes. */
  void finish() {
    while (runTasks()) {
      // Each round runs tasks for a bounded time.
    }
  }

  /** How long there is nothing to do unless it is woken; no limit without connections. */
  long idleMillis() {
    return connections.idleMillis(ticker.millis());
  }

  private boolean runTasks() {
    Task task = tasks.poll();
    if (task == null) {
      return false;
    }
    long end = ticker.millis() + SLICE_MILLIS;
    while (task != null) {
      guard(task.connection, task.action);
      task = ticker.millis() < end ? tasks.poll() : null;
    }
    return true;
  }

  /** Does something in a connection's name; a fault ends the connection. */
  void guard(@Nullable Connection connection, Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      fault(connection, e);
    }
  }

  /** Even an Error, as of a class that an undeployment took away, ends one connection only. */
  private void fault(@Nullable Connection connection, Throwable e) {
    if (connection == null) {
      boundedLog()
          .log(
              BoundedLog.Kind.LOOP_FAILURE,
              LOG,
              "a task of a delivery loop failed; the loop goes on",
              e);
      return;
    }
    boundedLog()
        .log(BoundedLog.Kind.LOOP_FAILURE, LOG, "a fault on a delivery loop ends " + connection, e);
    abandon(connection);
  }

  private void abandon(Connection connection) {
    try {
      connection.close(CloseReason.INTERNAL);
    } catch (Throwable e) {
      boundedLog().log(BoundedLog.Kind.LOOP_FAILURE, LOG, "closing " + connection + " failed", e);
    }
  }

  BoundedLog boundedLog() {
    return node.boundedLog();
  }

  /**
   * Passes what was there when a client asked, so that neither its place nor what is gone before it
   * depends on how long the loop has slept.
   */
  void passUpTo(long sequence) {
    reader.passUpTo(sequence);
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
    if (count == 0) {
      return false;
    }
    long end = ticker.millis() + SLICE_MILLIS;
    for (int left = count; left > 0 && ticker.millis() < end; left--) {
      Connection connection = toServe.remove();
      guard(connection, connection.delivery()::serve);
    }
    return true;
  }

  private void reportDelivered() {
    if (delivered > 0) {
      long count = delivered;
      node.signals().emit(() -> new HubSignal.Delivered(count));
      delivered = 0;
    }
  }

  Connections connections() {
    return connections;
  }

  void connectionLeft() {
    node.connections().decrementAndGet();
  }

  void serveSoon(Connection connection) {
    toServe.add(connection);
  }

  void overflowed(Delivery delivery, long sequence) {
    reader.overflowed(delivery, sequence);
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
    return reader.placeSequence();
  }

  long now() {
    return now;
  }

  Window window() {
    return window;
  }

  SubscriptionIndex index() {
    return reader.index();
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

  String newConnectionId() {
    return node.newConnectionId();
  }

  Control.Welcome welcome(Connection connection) {
    return new Control.Welcome(
        connection.id(),
        connection.subscriber().name(),
        node.settings().liveness().heartbeat().toMillis(),
        connection.messageLimit().map(node::limitsJson).orElseGet(node::limitsJson));
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
