package io.tidewire.engine;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.TopicPattern;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubObserver;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.ManualTicker;
import io.tidewire.window.Ticker;
import io.tidewire.wire.Control;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A hub in the hand of a test, with its clock and its log. */
final class TestHub implements AutoCloseable {

  /** More than the log is waited for, and than lies between two looks at who waits. */
  private static final long ASKS_THE_LOG = 500;

  final ManualTicker ticker;
  final Set<Thread> threads;
  final HubEngine engine;
  final HeardConnections heard = new HeardConnections();
  final Attachment attachment;

  private TestHub(
      boolean started,
      EngineSettings settings,
      @Nullable EventLog log,
      Set<Thread> threads,
      Ticker clock,
      HubObserver... observers) {
    this.threads = threads;
    this.ticker = clock instanceof ManualTicker manual ? manual : new ManualTicker();
    HubParts parts =
        new HubParts(
            log == null ? new InMemoryEventLog(0, clock) : log,
            TestHub::encode,
            Transactions.NONE,
            List.of(observers),
            List.of(heard),
            this::newThread,
            InstantSource.fixed(Instant.EPOCH),
            clock);
    engine =
        started
            ? HubEngine.start("test", settings, parts)
            : HubEngine.handDriven("test", settings, parts);
    attachment = engine.attach(() -> {}, () -> 0);
  }

  private static Payload encode(Object payload) {
    return Payload.json("\"" + payload + "\"");
  }

  /** What a hub without observers is made of. */
  static HubParts parts(
      EventLog log, Ticker ticker, ThreadFactory threads, ConnectionListener... listeners) {
    return new HubParts(
        log,
        TestHub::encode,
        Transactions.NONE,
        List.of(),
        List.of(listeners),
        threads,
        InstantSource.fixed(Instant.EPOCH),
        ticker);
  }

  static PublishedEvent.Content content(String topic, Object payload) {
    Message message = Message.to(Topic.of(topic), "changed", payload).build();
    return PublishedEvent.Content.of(message, encode(payload), Instant.EPOCH);
  }

  /** A hub whose loops turn when the test says so. */
  static TestHub handDriven(TestSettings settings) {
    return new TestHub(false, settings.build(), null, Set.of(), new ManualTicker());
  }

  static TestHub handDriven(TestSettings settings, HubObserver observer) {
    return new TestHub(
        false, settings.build(), null, ConcurrentHashMap.newKeySet(), new ManualTicker(), observer);
  }

  static TestHub handDriven(TestSettings settings, EventLog log) {
    return new TestHub(
        false, settings.build(), log, ConcurrentHashMap.newKeySet(), new ManualTicker());
  }

  static TestHub handDriven(TestSettings settings, EventLog log, HubObserver observer) {
    return new TestHub(
        false, settings.build(), log, ConcurrentHashMap.newKeySet(), new ManualTicker(), observer);
  }

  /** A hub with a thread for each loop, and one for the observers if there are any. */
  static TestHub started(TestSettings settings, HubObserver... observers) {
    return started(settings, null, ConcurrentHashMap.newKeySet(), observers);
  }

  static TestHub started(
      TestSettings settings,
      @Nullable EventLog log,
      Set<Thread> threads,
      HubObserver... observers) {
    return new TestHub(true, settings.build(), log, threads, new ManualTicker(), observers);
  }

  /** A hub with a clock of its own. */
  static TestHub started(TestSettings settings, Ticker clock, Set<Thread> threads) {
    return new TestHub(true, settings.build(), null, threads, clock);
  }

  private Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "loop-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  RecordingTransport connect() {
    return connect(RecordingTransport::new);
  }

  <T extends RecordingTransport> T connect(Function<ClientConnection, T> transport) {
    return connect(Identity.of(Subscriber.anonymous()), transport);
  }

  /** A connection of somebody. */
  <T extends RecordingTransport> T connect(
      Identity identity, Function<ClientConnection, T> transport) {
    return connect(Permissions.unquestioned(identity), transport);
  }

  /** A connection with these permissions. */
  <T extends RecordingTransport> T connect(
      Permissions permissions, Function<ClientConnection, T> transport) {
    AtomicReference<T> made = new AtomicReference<>();
    attachment.open(
        permissions,
        connection -> {
          made.set(transport.apply(connection));
          return made.get();
        });
    return made.get();
  }

  /** A connection whose client is to send something soon. */
  <T extends RecordingTransport> T connectSocket(Function<ClientConnection, T> transport) {
    AtomicReference<T> made = new AtomicReference<>();
    attachment.openSocket(
        Permissions.unquestioned(Identity.of(Subscriber.anonymous())),
        connection -> {
          made.set(transport.apply(connection));
          return made.get();
        });
    return made.get();
  }

  /** A connection with one subscription. */
  RecordingTransport subscribe(StartFrom start, String... patterns) {
    RecordingTransport transport = connect();
    subscribe(transport, start, patterns);
    return transport;
  }

  static void subscribe(RecordingTransport transport, StartFrom start, String... patterns) {
    transport.connection().subscribe(request(start, patterns));
  }

  static SubscribeRequest request(StartFrom start, String... patterns) {
    return new SubscribeRequest(
        Stream.of(patterns)
            .map(pattern -> new SubscribeRequest.Wish(TopicPattern.of(pattern), start))
            .toList(),
        null);
  }

  static void unsubscribe(RecordingTransport transport, String pattern) {
    Control confirmation = new Control.Unsubscribed(null, pattern);
    Outcome outcome = Outcome.unsubscribe(TopicPattern.of(pattern), confirmation);
    transport.connection().request(null, () -> CompletableFuture.completedStage(outcome));
  }

  Position publish(String topic, Object payload) {
    return publish(topic, payload, TopicKind.PLAIN);
  }

  Position publish(String topic, Object payload, TopicKind kind) {
    return engine
        .publish(Message.to(Topic.of(topic), "changed", payload).kind(kind).build())
        .toCompletableFuture()
        .join();
  }

  StartFrom after(long sequence) {
    return StartFrom.after(new Position(engine.position().epoch(), sequence));
  }

  /** Turns the loops until there is nothing left to do. */
  void settle() {
    boolean worked = true;
    while (worked) {
      worked = false;
      for (Loop loop : engine.loops()) {
        worked |= loop.turn();
      }
    }
  }

  /** Lets the time go by after which a node asks its log for a cursor that is ahead of it. */
  void askLog() {
    settle();
    ticker.advance(ASKS_THE_LOG);
    settle();
    // What it answers is left for the next turn.
    settle();
  }

  /** Ends the threads; a hub that is driven by hand has none. */
  @Override
  public void close() {
    engine.close();
  }
}
