package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.HubSignal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client: its subscriptions, its outbox and its transport.
 *
 * <p>The public methods may be called by any thread; each only leaves word for the connection's
 * loop. All else belongs to that loop.
 *
 * <h2>Fast and slow</h2>
 *
 * A live event goes to the outbox and leaves at the end of the loop's turn, together with all else
 * that is ready. If the socket takes no more, the outbox fills; when it is full its events are
 * dropped, the live subscriptions fall behind to the place before the first of them, and are read
 * from the window once the socket takes bytes again. What is read for a subscription that is behind
 * never waits in the outbox: it is read only when it can be sent at once.
 */
public final class Connection {

  private static final int BATCH_WEIGHT = 64 * 1024;
  private static final int SENDS_PER_TURN = 4;

  /** A confirmation and a gap. */
  private static final int CONTROLS_PER_SUBSCRIPTION = 2;

  private static final int MAX_UNHANDLED_REQUESTS = 256;

  // Set at construction.
  private final String id;
  private final Subscriber subscriber;
  private final Loop loop;
  private final Attachment attachment;
  private final Transport transport;
  private final Vitals vitals;

  // Owned by the loop.
  private final Outbox outbox;
  private final Subscriptions subscriptions;
  private final ArrayDeque<Runnable> requests = new ArrayDeque<>(1);
  private boolean joining;
  private boolean pending;
  private boolean overflowed;
  private boolean closed;
  private long lastOffered = -1;
  int slot = -1;

  // Touched by any thread.
  private final AtomicInteger unhandledRequests = new AtomicInteger();

  Connection(Loop loop, Attachment attachment, ConnectOptions options, String id) {
    this.id = id;
    this.subscriber = options.subscriber();
    this.loop = loop;
    this.attachment = attachment;
    EngineSettings.Limits limits = loop.settings().limits();
    this.outbox =
        new Outbox(limits.outbox(), CONTROLS_PER_SUBSCRIPTION * limits.subscriptions() + 64);
    this.subscriptions = new Subscriptions(loop);
    this.vitals = loop.vitals(options);
    this.transport = options.transport().apply(this);
  }

  /**
   * What opens a connection.
   *
   * @param subscriber who it is
   * @param greets whether it begins with a {@code welcome}
   * @param heartbeats whether it is kept from silence
   * @param maxAgeMillis how long it may last at most; {@link Long#MAX_VALUE} for no limit
   * @param transport makes the transport; it may keep the connection, but not call it yet
   */
  public record ConnectOptions(
      Subscriber subscriber,
      boolean greets,
      boolean heartbeats,
      long maxAgeMillis,
      Function<Connection, Transport> transport) {}

  /**
   * The connection's name.
   *
   * @return a name that is unique and cannot be guessed
   */
  public String id() {
    return id;
  }

  /**
   * Who is at the other end.
   *
   * @return as the authenticator saw it at the join
   */
  public Subscriber subscriber() {
    return subscriber;
  }

  /**
   * Subscribes.
   *
   * @param request what the rules have allowed
   */
  public void subscribe(SubscribeRequest request) {
    handle(() -> new Join(this, loop).begin(request));
  }

  /**
   * Ends a subscription.
   *
   * @param pattern what was subscribed to
   * @param confirmation what to answer
   */
  public void unsubscribe(TopicPattern pattern, Control confirmation) {
    handle(
        () -> {
          subscriptions.drop(pattern);
          tell(confirmation);
        });
  }

  /**
   * Answers the client.
   *
   * @param frame what to say
   */
  public void reply(Control frame) {
    handle(() -> tell(frame));
  }

  private void handle(Runnable request) {
    if (unhandledRequests.incrementAndGet() > MAX_UNHANDLED_REQUESTS) {
      end(CloseReason.OVERLOADED);
      return;
    }
    loop.execute(
        this,
        () -> {
          requests.add(request);
          handleNext();
        });
  }

  /** The transport is ready for a batch again. */
  public void writable() {
    loop.execute(
        this,
        () -> {
          vitals.sent(loop.now());
          serveSoon();
        });
  }

  /** The client gave a sign of life. */
  public void heard() {
    vitals.heard();
  }

  /** The client has been asked for a sign of life. */
  public void pinged() {
    vitals.pinged();
  }

  /**
   * Ends the connection. Idempotent.
   *
   * @param reason why
   */
  public void end(CloseReason reason) {
    loop.execute(this, () -> close(reason));
  }

  // From here on: by the loop only.

  void opened(boolean greet) {
    if (attachment.isClosing()) {
      close(CloseReason.RESTART);
      return;
    }
    if (greet) {
      tell(loop.welcome(this));
    }
    loop.signals().emit(() -> new HubSignal.Opened(id, transport.name(), subscriber.user()));
    serveSoon();
  }

  /** Requests take effect in their order, so those behind one that waits for the log wait too. */
  private void handleNext() {
    Runnable request;
    while (!joining && (request = requests.poll()) != null) {
      unhandledRequests.decrementAndGet();
      request.run();
    }
  }

  void joinBegins() {
    joining = true;
  }

  void joinEnds() {
    joining = false;
    handleNext();
  }

  Attachment attachment() {
    return attachment;
  }

  Loop loop() {
    return loop;
  }

  Outbox outbox() {
    return outbox;
  }

  Vitals vitals() {
    return vitals;
  }

  boolean isClosed() {
    return closed;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  void add(Subscription subscription) {
    subscriptions.add(subscription);
    if (subscription.isLive()) {
      tell(new Control.Start(cursorText(cursor())));
    }
    serveSoon();
  }

  /** Takes an event that the loop is passing. */
  void offer(SharedEvent event, Subscription subscription) {
    long sequence = event.sequence();
    if (sequence == lastOffered
        || overflowed
        || !subscription.wants(event.event().topic(), sequence)) {
      return;
    }
    lastOffered = sequence;
    if (outbox.offer(event)) {
      serveSoon();
    } else {
      overflowed = true;
      loop.overflowed(this, sequence);
    }
  }

  /** Lets go of the events in the outbox; they are read again from the window. */
  void fallBehind(long overflowedAt) {
    List<SharedEvent> dropped = outbox.removeEvents();
    long cursor = (dropped.isEmpty() ? overflowedAt : dropped.get(0).sequence()) - 1;
    subscriptions.fallBehind(cursor);
    overflowed = false;
    loop.signals().emit(() -> new HubSignal.Dropped(id, dropped.size()));
    serveSoon();
  }

  /** Adds one of the protocol's own objects to what waits. */
  void tell(Control frame) {
    if (closed) {
      return;
    }
    if (outbox.offer(frame)) {
      serveSoon();
    } else {
      close(CloseReason.OVERLOADED);
    }
  }

  private void serveSoon() {
    if (!pending && !closed) {
      pending = true;
      loop.serveSoon(this);
    }
  }

  /** Sends what is ready, as far as the socket takes it and others have their turn. */
  void serve() {
    pending = false;
    for (int sends = 0; !closed && transport.isReady(); sends++) {
      if (sends == SENDS_PER_TURN) {
        serveSoon();
        return;
      }
      List<Frame> frames = loop.scratch();
      outbox.drainTo(frames, BATCH_WEIGHT);
      boolean read = outbox.isEmpty() && readFromWindow(frames);
      if (frames.isEmpty() && !read) {
        return;
      }
      send(frames);
    }
  }

  /** Adds what comes next for subscriptions that are behind; false if none is. */
  private boolean readFromWindow(List<Frame> frames) {
    if (subscriptions.areLive()) {
      return false;
    }
    Position from = position(subscriptions.reached());
    Window.Slice slice = subscriptions.readNext();
    for (Interest interest : slice.losses().interests()) {
      frames.add(gap(interest, from, slice.losses().resumeFrom()));
    }
    frames.addAll(slice.events());
    if (subscriptions.areLive()) {
      frames.add(new Control.Start(cursorText(cursor())));
    }
    return true;
  }

  Control.Gap gap(Interest interest, Position from, long to) {
    String topic = interest.pattern().text();
    Position resumeFrom = position(to);
    loop.signals().emit(() -> new HubSignal.Gap(id, topic, from, resumeFrom));
    return new Control.Gap(topic, from.toString(), resumeFrom.toString());
  }

  private void send(List<Frame> frames) {
    if (!frames.isEmpty()) {
      vitals.sent(loop.now());
      transport.send(loop.batch(frames), position(cursor()));
      loop.delivered(frames);
    }
  }

  /** The place up to which everything was handed over. */
  private long cursor() {
    SharedEvent waiting = outbox.firstEvent();
    long reached = subscriptions.reached();
    return waiting == null ? reached : Math.min(reached, waiting.sequence() - 1);
  }

  /** Not before the first subscription: its client would take the place for what it has seen. */
  private boolean hasCaughtUp() {
    return outbox.isEmpty() && !subscriptions.all().isEmpty() && subscriptions.areLive();
  }

  private Position position(long sequence) {
    return loop.position(sequence);
  }

  private String cursorText(long sequence) {
    return position(sequence).toString();
  }

  /** Looks after the connection's life, now and then. */
  void check(long now) {
    switch (vitals.check(now, transport.isReady())) {
      case DEAD -> close(CloseReason.UNRESPONSIVE);
      case TOO_OLD -> expire();
      case DRAINED -> close(CloseReason.DRAIN);
      case SILENT -> heartbeat();
      case WELL -> {}
    }
  }

  /** Not before a request is handled: its answer would name a place that it did not ask for. */
  private void expire() {
    if (unhandledRequests.get() == 0) {
      close(CloseReason.MAX_AGE);
    }
  }

  private void heartbeat() {
    tell(new Control.Ping(hasCaughtUp() ? cursorText(cursor()) : null));
    transport.ping();
  }

  void refuse(ErrorCode code, String message, @Nullable String requestId) {
    loop.signals().emit(() -> new HubSignal.Refused(code.code(), message));
    tell(new Control.Refusal(code, message, requestId));
  }

  void close(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    try {
      sayLastWords(reason);
    } finally {
      leave(reason);
    }
  }

  private void leave(CloseReason reason) {
    Position cursor = position(cursor());
    subscriptions.clear();
    outbox.clear();
    loop.remove(this);
    loop.signals().emit(() -> new HubSignal.Closed(id, reason));
    transport.close(new Control.Bye(reason, loop.delayAfter(reason)), cursor);
  }

  /** An answer that explains the end must not be lost by it; after a fault nothing is sent. */
  private void sayLastWords(CloseReason reason) {
    if (reason != CloseReason.INTERNAL && !outbox.isEmpty() && transport.isReady()) {
      List<Frame> frames = loop.scratch();
      outbox.drainTo(frames, BATCH_WEIGHT);
      send(frames);
    }
  }

  @Override
  public String toString() {
    return transport.name() + " connection " + id;
  }
}
