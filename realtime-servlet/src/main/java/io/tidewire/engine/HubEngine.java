package io.tidewire.engine;

import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.HubSession;
import io.tidewire.HubStats;
import io.tidewire.HubUser;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.spi.HubSignal;
import io.tidewire.spi.PayloadReader;
import io.tidewire.window.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a hub on this node: encodes what is published, appends it to the log, and owns the window
 * and the loops that read it.
 */
public final class HubEngine implements Hub, AutoCloseable {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  private final Shared shared;
  private final Loops loops;
  private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
  private final Appends appends;
  private final Housekeeping housekeeping;
  private final Overview overview;
  private final Appender appender;
  private final DeferredHub afterCommit;
  private final Directory directory;
  private volatile boolean draining;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HubEngine(String name, EngineSettings settings, HubParts parts) {
    this.loops = new Loops(name);
    this.shared = Shared.of(name, settings, parts, loops::isSubscribedByName, STOP_TIMEOUT);
    this.appends = Appends.of(shared);
    this.housekeeping = new Housekeeping(shared, appends, attachments);
    this.overview = new Overview(shared, loops, appends, attachments);
    this.appender = new Appender(shared, appends);
    this.afterCommit = new DeferredHub(this, appender, parts.transactions());
    this.directory = new Directory(shared, loops);
    loops.create(shared);
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
      hub.loops.start(parts.threads(), hub.housekeeping);
      hub.begin();
    } catch (RuntimeException | Error e) {
      hub.close();
      throw e;
    }
    return hub;
  }

  /** Returns a hub whose loops are turned by hand, for tests. */
  static HubEngine handDriven(String name, EngineSettings settings, HubParts parts) {
    HubEngine hub = new HubEngine(name, settings, parts);
    hub.begin();
    return hub;
  }

  private void begin() {
    shared.signals().start();
    shared.tail().read(shared.parts().log());
  }

  Housekeeping housekeeping() {
    return housekeeping;
  }

  List<Loop> loops() {
    return loops.all();
  }

  Window window() {
    return shared.window();
  }

  @Override
  public String name() {
    return shared.hub();
  }

  @Override
  public CompletionStage<Position> publish(Message message) {
    return appender.append(message);
  }

  /**
   * Publishes what a client has sent, as {@link #publish(Message)} does.
   *
   * @param message the message; its own idempotency key is not used
   * @param key makes a repeated publish harmless: one key of the client's scope, which stands in
   *     front of its first dot and is not empty; or null
   * @return as {@link #publish(Message)}
   */
  public CompletionStage<Position> publish(Message message, @Nullable String key) {
    return appender.append(message, key);
  }

  /**
   * Encodes what an application answers.
   *
   * @param object what the hub's codec can encode, or a {@link Payload} that is left as it is
   * @return the payload
   * @throws io.tidewire.PayloadException if it cannot be encoded, or is too long
   */
  public Payload encode(Object object) {
    return appender.encode(object, "a client");
  }

  /** {@return what reads as the hub's codec writes, or empty if the codec only writes} */
  public Optional<PayloadReader> reader() {
    return shared.parts().codec() instanceof PayloadReader reader
        ? Optional.of(reader)
        : Optional.empty();
  }

  /** {@return whether a publish would not have to wait for the delivery loops now} */
  public boolean hasRoom() {
    return appender.hasRoom();
  }

  @Override
  public Hub afterCommit() {
    return afterCommit;
  }

  @Override
  public long subscriptions(Topic topic) {
    return loops.subscriptions(topic);
  }

  @Override
  public HubStats stats() {
    return overview.stats();
  }

  /**
   * {@return what a hub has counted that has not started, with all limits, transports and codes}
   */
  public static HubStats nothing() {
    return Overview.nothing();
  }

  /** {@return the place of the newest event here, where a client that subscribes now starts} */
  public Position position() {
    return shared.window().newestPosition();
  }

  /** {@return the settings that the hub was started with} */
  public EngineSettings settings() {
    return shared.settings();
  }

  /** {@return the limits that a client may want to know, as a JSON object} */
  public String limitsJson() {
    return shared.limitsJson();
  }

  /** {@return whether the hub accepts connections: it is neither drained nor closed, nor empty} */
  public boolean takesConnections() {
    return !closed.get() && !draining && shared.tail().isFilled();
  }

  /** {@return how long the log has kept clients waiting; empty once it has been read} */
  public Optional<Duration> awaitsLogFor() {
    return shared.tail().isFilled() ? Optional.empty() : Optional.of(shared.tail().emptyFor());
  }

  /**
   * {@return whether a balancer should send clients here: the hub is neither drained nor closed,
   * all loops run, and the log has been read if the settings ask for that}
   */
  public boolean isReady() {
    return !closed.get()
        && !draining
        && (shared.tail().isFilled() || !shared.settings().readyNeedsLog())
        && !loops.haveAnyEnded();
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
    return overview.health();
  }

  /**
   * Reports a refusal to the observers. It is counted where the client is told of it.
   *
   * @param code the code of the refusal
   * @param reason what was wrong
   */
  public void refused(String code, String reason) {
    shared.signals().emit(() -> new HubSignal.Refused(code, reason));
  }

  /**
   * Counts a refusal that a client is told without a connection; connections count their own.
   *
   * @param code the code that it is told
   */
  public void countRefusal(String code) {
    shared.counters().refused().count(code);
  }

  /** {@return the counts of what clients publish and send} */
  public MessageCounts messages() {
    return shared.counters().messages();
  }

  /** {@return the counts of what clients send in chunks} */
  public TransferCounts transfers() {
    return shared.counters().transfers();
  }

  /** {@return the log for what this hub's clients cause} */
  public BoundedLog boundedLog() {
    return shared.boundedLog();
  }

  /**
   * Attaches a web application, whose clients may then connect.
   *
   * @param everySecond what to do once a second or more often, on a loop; must not block
   * @param stuck how many calls of the application's code have taken too long and not returned
   * @return the attachment, to be closed with the application
   */
  public Attachment attach(Runnable everySecond, IntSupplier stuck) {
    return attach(everySecond, stuck, ConnectionWatch.NONE);
  }

  /**
   * Attaches a web application that watches its connections.
   *
   * @param everySecond as above
   * @param stuck as above
   * @param watch hears of its connections; closed with the attachment
   * @return as above
   */
  public Attachment attach(Runnable everySecond, IntSupplier stuck, ConnectionWatch watch) {
    Attachment attachment = new Attachment(this, loops, everySecond, stuck, watch);
    attachments.add(attachment);
    return attachment;
  }

  Listeners listeners() {
    return shared.listeners();
  }

  void detach(Attachment attachment) {
    attachments.remove(attachment);
  }

  /**
   * Counts a socket that outlives its connection: closed by us, but held open by a client that
   * takes no bytes or has not answered yet. It counts as a connection; otherwise clients that do
   * not close could use up the process's file descriptors.
   *
   * @param owner whose socket it is
   * @return to be run when the socket has really ended; idempotent
   */
  public Runnable closingSocket(Identity owner) {
    return shared.connectionCounts().closing(owner);
  }

  /** {@return what bounds clients over all their connections to this node} */
  public NodeLimits nodeLimits() {
    return shared.nodeLimits();
  }

  ConnectionCounts connectionCounts() {
    return shared.connectionCounts();
  }

  ConnectionIndex index() {
    return shared.index();
  }

  /** {@return the connections by whom they belong to} */
  public Directory directory() {
    return directory;
  }

  @Override
  public HubUser user(String name) {
    return UserView.of(this, directory, name);
  }

  @Override
  public HubSession session(String id) {
    Objects.requireNonNull(id, "id");
    return reason -> directory.endSession(id, reason);
  }

  @Override
  public CompletionStage<Void> recheck(TopicPattern pattern) {
    return directory.check(pattern);
  }

  @Override
  public CompletionStage<Void> drain(Duration over) {
    if (over.isNegative()) {
      throw new IllegalArgumentException("cannot drain over " + over);
    }
    draining = true;
    CompletableFuture<?>[] exchanges =
        attachments.stream().map(Attachment::noExchange).toArray(CompletableFuture<?>[]::new);
    return loops.drain(over).thenCompose(left -> CompletableFuture.allOf(exchanges));
  }

  /** {@return whether its clients are sent away, and none is to come} */
  public boolean isDraining() {
    return draining;
  }

  /** Says goodbye to all clients, ends the loops and closes the log. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    attachments.forEach(Attachment::close);
    appender.close();
    loops.stop(STOP_TIMEOUT);
    shared.tail().close();
    shared.parts().closeLog(name());
    appends.close(new HubClosedException(name()));
    afterCommit.close();
    shared.signals().close();
    shared.boundedLog().close();
  }
}
