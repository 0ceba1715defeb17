package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubSignal;
import io.tidewire.window.Follower;
import io.tidewire.window.LogTail;
import io.tidewire.window.Ticker;
import io.tidewire.window.Window;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
final class Loop implements Follower {

  /** The share of the ring that an idle loop lets fill up with events that are not for it. */
  private static final int UNREAD_SHARE = 8;

  /** How long a turn runs tasks, and how long it serves, before it follows the ring again. */
  private static final long SLICE_MILLIS = 5;

  // Set at construction.
  private final Node node;
  private final Window window;
  private final Ticker ticker;
  private final Random random;
  private final Faults faults;

  // Owned by the loop's thread.
  private final Connections connections;
  private final RingReader reader;
  private final Fifo<Connection> toServe = new Fifo<>(64);
  private final List<Frame> scratch = new ArrayList<>();
  private Batch lastBatch = new Batch(List.of());
  private @Nullable Position lastPosition;
  private long lastPositionOrder;
  private long lastPositionPlace;
  private long now;
  private long delivered;

  // Touched by any thread.
  private final SubscriptionCounts counts = new SubscriptionCounts();
  private final Tasks tasks;
  private volatile Runnable waker = () -> {};

  Loop(Node node) {
    this.node = node;
    this.window = node.window();
    this.ticker = node.ticker();
    this.random = new Random(node.secrets().nextLong());
    this.faults = new Faults(node.boundedLog());
    this.tasks = new Tasks(faults);
    this.now = ticker.millis();
    this.connections = new Connections(this, node.settings().liveness());
    this.reader = new RingReader(this, window);
    window.follow(this);
  }

  /** Called by the window before this loop is published to other threads. */
  @Override
  public void beginAt(long firstPlace, long order) {
    reader.beginAt(firstPlace, order);
  }

  // By any thread.

  void wakeWith(Runnable newWaker) {
    waker = newWaker;
  }

  @Override
  public void wake() {
    waker.run();
  }

  /**
   * Wakes the loop if the event may be for one of its connections; otherwise the next turn passes
   * it, at the latest when the writer needs the room.
   */
  @Override
  public void arrived(Topic topic) {
    if (counts.mayCover(topic) || reader.unread() >= window.capacity() / UNREAD_SHARE) {
      wake();
    }
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

  /** {@return how far this loop has read the ring} */
  @Override
  public long place() {
    return reader.place();
  }

  /** Counts the waiting tasks one by one, for tests. */
  int queuedTasks() {
    return tasks.size();
  }

  boolean hasWork() {
    return !tasks.isEmpty() || reader.unread() > 0;
  }

  // By the loop's thread only.

  /** Does everything that is ready; returns false if there was nothing. */
  boolean turn() {
    now = ticker.millis();
    boolean worked = !reader.isBrokenOff() && runTasks();
    worked |= follow();
    if (reader.isBrokenOff()) {
      // No client may be told a place before the events below it have been recovered.
      return true;
    }
    worked |= serveConnections();
    lookAfter();
    return worked || !toServe.isEmpty();
  }

  private boolean runTasks() {
    if (!tasks.runNext()) {
      return false;
    }
    long end = ticker.millis() + SLICE_MILLIS;
    boolean more = true;
    while (more && !reader.isBrokenOff() && ticker.millis() < end) {
      more = tasks.runNext();
    }
    return true;
  }

  /**
   * Tells whether the loop has not recovered from an error yet; it pauses before it tries again.
   */
  boolean isBrokenOff() {
    return reader.isBrokenOff();
  }

  /** Runs the remaining tasks, such as ends of connections, before its thread ends. */
  void finish() {
    tasks.end();
  }

  /** Called if the thread has ended unexpectedly: no publisher waits for it, its clients end. */
  void abort() {
    window.leave(this);
    try {
      tasks.add(null, () -> connections.closeAll(CloseReason.INTERNAL));
    } finally {
      tasks.end();
    }
  }

  /** Tells whether it accepts no more clients. Any thread may call this. */
  boolean hasEnded() {
    return tasks.haveEnded();
  }

  /** Adds the loop's state for operators, by names that begin so. Any thread may call this. */
  void describe(String name, Map<String, Object> health) {
    long time = ticker.millis();
    health.put(name + "-state", hasEnded() ? "ended" : "running");
    health.put(name + "-unread", reader.unread());
    health.put(name + "-oldest-unread-ms", Math.max(0, time - reader.unreadSince(time)));
  }

  /** {@return how long there is nothing to do unless it is woken; no limit without connections} */
  long idleMillis() {
    return connections.idleMillis(ticker.millis());
  }

  private boolean follow() {
    try {
      return reader.follow();
    } catch (Throwable e) {
      faults.handle(null, e);
      return true;
    }
  }

  private void lookAfter() {
    try {
      if (connections.sweepIfDue()) {
        reportDelivered();
      }
    } catch (Throwable e) {
      faults.handle(null, e);
    }
  }

  Faults faults() {
    return faults;
  }

  BoundedLog boundedLog() {
    return node.boundedLog();
  }

  /**
   * Passes the events that were there when a client asked, so that neither its place nor its losses
   * depend on how long the loop has slept.
   */
  void passUpTo(long ringPlace) {
    try {
      reader.passUpTo(ringPlace);
    } catch (Throwable e) {
      faults.handle(null, e);
      // If that fails as well, the task ends here: it must not see a turn that is half done.
      reader.passUpTo(ringPlace);
    }
  }

  /** Sends a batch; a fault ends its connection. */
  void send(Batch batch, Delivery delivery) {
    try {
      delivery.send(batch);
    } catch (Throwable e) {
      delivery.sendFailed(batch);
      faults.handle(delivery.connection(), e);
    }
  }

  private boolean serveConnections() {
    int count = toServe.size();
    if (count == 0) {
      return false;
    }
    long end = ticker.millis() + SLICE_MILLIS;
    for (int left = count; left > 0 && ticker.millis() < end; left--) {
      serve(toServe.poll());
    }
    return true;
  }

  private void serve(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.delivery().serve();
      } catch (Throwable e) {
        faults.handle(connection, e);
      }
    }
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

  void overflowed(Delivery delivery, long before) {
    reader.overflowed(delivery, before);
  }

  /** {@return an empty list, for use until the next call} */
  List<Frame> scratch() {
    scratch.clear();
    return scratch;
  }

  /** {@return a batch of these frames; the last one again if the frames are the same} */
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

  Position position(long order) {
    Position position = lastPosition;
    long place = placeOrder();
    if (position == null || lastPositionOrder != order || lastPositionPlace != place) {
      position = window.position(order, place);
      lastPosition = position;
      lastPositionOrder = order;
      lastPositionPlace = place;
    }
    return position;
  }

  /** {@return the order of the last event that this loop has passed} */
  long placeOrder() {
    return reader.placeOrder();
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
    return LogTail.boundsOf(node.log());
  }

  Vitals vitals(Transport transport) {
    return new Vitals(node.settings().liveness(), transport, ticker, random);
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
    return new ComeBack(node.settings().liveness().restartSpread()).afterClose(reason, random);
  }
}
