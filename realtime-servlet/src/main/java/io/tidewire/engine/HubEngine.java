package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.spi.HubSignal;
import io.tidewire.window.LogTail;
import io.tidewire.window.Window;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Runs a hub on this node: encodes what is published, appends it to the log, and owns the window
 * and the loops that read it.
 */
public final class HubEngine implements Hub, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(HubEngine.class.getName());
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

  /** A longer drain means never. */
  private static final Duration LONGEST_DRAIN = Duration.ofDays(365);

  private final String name;
  private final EngineSettings settings;
  private final HubParts parts;
  private final Node node;
  private final List<Loop> loops = new ArrayList<>();
  private final List<LoopThread> threads = new ArrayList<>();
  private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
  private final LogTail tail;
  private final TailReport tailReport;
  private final ClosingSockets closing;
  private final Appends appends;
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final Appender appender;
  private final DeferredHub afterCommit;
  private volatile boolean draining;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HubEngine(String name, EngineSettings settings, HubParts parts) {
    this.name = name;
    this.settings = settings;
    this.parts = parts;
    Window window = new Window(settings.history(), parts.ticker(), this::isSubscribedByName);
    BoundedLog boundedLog = new BoundedLog(name, parts.ticker());
    Signals signals = new Signals(parts.observers(), parts.threads(), boundedLog, STOP_TIMEOUT);
    this.node =
        new Node(
            settings,
            parts.log(),
            window,
            signals,
            parts.ticker(),
            boundedLog,
            new SecureRandom(),
            new AtomicInteger());
    this.closing = new ClosingSockets(signals);
    this.tail = new LogTail(window, parts.ticker());
    this.tailReport = new TailReport(name, tail, boundedLog);
    this.appends =
        new Appends(
            settings.limits().appends(),
            settings.logTimeout(),
            parts.ticker(),
            task -> parts.threads().newThread(task).start());
    try {
      this.appender = new Appender(name, settings, parts, node, appends);
      this.afterCommit = new DeferredHub(this, appender, parts.transactions());
      for (int i = 0; i < settings.loops(); i++) {
        loops.add(new Loop(node));
      }
    } catch (RuntimeException | Error e) {
      signals.close();
      throw e;
    }
  }

  /**
   * Starts a hub: first its loops, then the reading of its log. Does not wait for a log that is
   * away; until the window is filled from it, the hub takes no connections.
   *
   * @param name tells several hubs apart
   * @param settings bounds and times
   * @param parts what the hub is made of; closed with it
   * @return the running hub
   */
  public static HubEngine start(String name, EngineSettings settings, HubParts parts) {
    HubEngine hub;
    try {
      hub = new HubEngine(name, settings, parts);
    } catch (RuntimeException | Error e) {
      parts.log().close();
      throw e;
    }
    try {
      hub.startThreads();
      hub.tail.read(parts.log());
    } catch (RuntimeException | Error e) {
      hub.close();
      throw e;
    }
    return hub;
  }

  private void startThreads() {
    for (Loop loop : loops) {
      Runnable housekeeping = threads.isEmpty() ? this::housekeep : () -> {};
      LoopThread thread = new LoopThread(loop, parts.threads(), HOUSEKEEPING, housekeeping);
      thread.start();
      threads.add(thread);
    }
  }

  /** One that fails keeps the others from nothing. */
  void housekeep() {
    try {
      node.window().replay().trim();
      tailReport.sweep();
      appends.sweep();
    } finally {
      try {
        attachments.forEach(Attachment::sweep);
      } finally {
        node.boundedLog().sweep();
      }
    }
  }

  /** Returns a hub whose loops are turned by hand, for tests. */
  static HubEngine handDriven(String name, EngineSettings settings, HubParts parts) {
    HubEngine hub = new HubEngine(name, settings, parts);
    hub.tail.read(parts.log());
    return hub;
  }

  List<Loop> loops() {
    return loops;
  }

  Window window() {
    return node.window();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<Position> publish(Message message) {
    return appender.append(message);
  }

  @Override
  public Hub afterCommit() {
    return afterCommit;
  }

  @Override
  public long subscriptions(Topic topic) {
    return loops.stream().mapToLong(loop -> loop.counts().covering(topic)).sum();
  }

  private boolean isSubscribedByName(Topic topic) {
    for (Loop loop : loops) {
      if (loop.counts().isSubscribedByName(topic)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return the place of the newest event on this node, where a client that subscribes now starts}
   */
  public Position position() {
    return node.window().newestPosition();
  }

  /** {@return the settings that the hub was started with} */
  public EngineSettings settings() {
    return settings;
  }

  /** {@return the limits that a client may want to know, as a JSON object} */
  public String limitsJson() {
    return node.limitsJson();
  }

  /** {@return whether the hub accepts connections: it is neither drained nor closed, nor empty} */
  public boolean takesConnections() {
    return !closed.get() && !draining && tail.isFilled();
  }

  /**
   * Tells how long this node has been waiting for its log, which must be read once before clients
   * can be served.
   *
   * @return empty if it has been read
   */
  public Optional<Duration> awaitsLogFor() {
    return tail.isFilled() ? Optional.empty() : Optional.of(tail.emptyFor());
  }

  /**
   * {@return whether a balancer should send clients here: the hub is neither drained nor closed,
   * all loops run, and the log has been read if the settings ask for that}
   */
  public boolean isReady() {
    return !closed.get()
        && !draining
        && (tail.isFilled() || !settings.readyNeedsLog())
        && loops.stream().noneMatch(Loop::hasEnded);
  }

  /**
   * Returns the hub's state for health checks: whether the {@code log} has been read, how many
   * events it has not answered yet ({@code log-unanswered}), how many sockets are {@code closing},
   * how many calls of the applications' code have taken too long and not returned ({@code
   * application-stuck}), and for each delivery loop its {@code state}, how many events it has not
   * read, and how long the oldest of them has waited.
   *
   * @return numbers and texts by their names, such as {@code loop-1-unread}
   */
  public Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("log", tail.isFilled() ? "read" : "away");
    health.put("log-unanswered", appends.underWay());
    health.put("closing", closing.count());
    health.put("application-stuck", attachments.stream().mapToInt(Attachment::stuck).sum());
    for (int i = 0; i < loops.size(); i++) {
      loops.get(i).describe("loop-" + (i + 1), health);
    }
    return health;
  }

  /**
   * Reports a refusal to the observers.
   *
   * @param code the code of the refusal
   * @param reason what was wrong
   */
  public void refused(String code, String reason) {
    node.signals().emit(() -> new HubSignal.Refused(code, reason));
  }

  /** {@return the log for what this hub's clients cause} */
  public BoundedLog boundedLog() {
    return node.boundedLog();
  }

  /**
   * Attaches a web application, whose clients may then connect.
   *
   * @return the attachment, to be closed with the application
   */
  public Attachment attach() {
    return attach(() -> {}, () -> 0);
  }

  /**
   * Attaches a web application with code of its own to look after.
   *
   * @param everySecond what to do about once a second, on a loop; must not block
   * @param stuck how many calls of the application's code have taken too long and not returned
   * @return as with {@link #attach()}
   */
  public Attachment attach(Runnable everySecond, IntSupplier stuck) {
    Attachment attachment = new Attachment(this, everySecond, stuck);
    attachments.add(attachment);
    return attachment;
  }

  void detach(Attachment attachment) {
    attachments.remove(attachment);
  }

  ClientConnection open(
      Attachment attachment,
      Subscriber subscriber,
      Function<ClientConnection, Transport> transport) {
    if (!takesConnections()) {
      throw new OverloadedException("hub '" + name + "' accepts no connections now");
    }
    if (node.connections().incrementAndGet() + closing.count() > settings.limits().connections()) {
      node.connections().decrementAndGet();
      throw new OverloadedException(
          "this node holds realtime.max-connections=" + settings.limits().connections());
    }
    Connection connection;
    try {
      connection = new Connection(nextLoop(), attachment, subscriber, transport);
    } catch (RuntimeException | Error e) {
      node.connections().decrementAndGet();
      throw e;
    }
    return connection.open();
  }

  /**
   * Counts a socket that outlives its connection: closed by us, but held open by a client that
   * takes no bytes or has not answered yet. It counts as a connection; otherwise clients that do
   * not close could use up the process's file descriptors.
   *
   * @param owner whose socket it is
   * @return to be run when the socket has really ended; idempotent
   */
  public Runnable closingSocket(Subscriber owner) {
    return closing.add(owner);
  }

  ClosingSockets closing() {
    return closing;
  }

  private Loop nextLoop() {
    for (int tried = 0; tried < loops.size(); tried++) {
      Loop loop = loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
      if (!loop.hasEnded()) {
        return loop;
      }
    }
    throw new OverloadedException("the delivery loops of hub '" + name + "' have ended");
  }

  void closeAll(Attachment attachment, CloseReason reason) {
    for (Loop loop : loops) {
      loop.execute(() -> loop.connections().closeAll(attachment, reason));
    }
  }

  @Override
  public CompletionStage<Void> drain(Duration over) {
    if (over.isNegative()) {
      throw new IllegalArgumentException("cannot drain over " + over);
    }
    draining = true;
    long millis = over.compareTo(LONGEST_DRAIN) > 0 ? LONGEST_DRAIN.toMillis() : over.toMillis();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (Loop loop : loops) {
      CompletableFuture<Void> drained = new CompletableFuture<>();
      loop.execute(() -> loop.connections().drain(millis, drained));
      done.add(drained);
    }
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
  }

  /** Says goodbye to all clients, ends the loops and closes the log. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    attachments.forEach(Attachment::close);
    appender.close();
    threads.forEach(thread -> thread.stop(STOP_TIMEOUT));
    tail.close();
    closeLog();
    appends.close(new HubClosedException(name));
    afterCommit.close();
    node.signals().close();
    node.boundedLog().close();
  }

  /** What a log fails with at its end keeps nobody else from theirs. */
  private void closeLog() {
    try {
      parts.log().close();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "the log of hub '" + name + "' did not close", e);
    }
  }
}
