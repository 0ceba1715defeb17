package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.HubSignal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client: who it is, how it is reached, and for how long.
 *
 * <p>The public methods may be called by any thread; each only enqueues a task for the connection's
 * loop. All else belongs to that loop, but for the name, which log lines of other threads show,
 * too.
 */
public final class Connection {

  // Set at construction.
  private final Subscriber subscriber;
  private final Loop loop;
  private final Attachment attachment;
  private final Transport transport;
  private final Vitals vitals;

  // Owned by the loop.
  private final Delivery delivery;
  private @Nullable CloseReason closed;
  private boolean goodbyeSaid;
  int slot = -1;
  @Nullable Connection nextUnregistered;

  // Touched by any thread.
  private final Requests requests;
  private volatile @Nullable String id;
  private volatile boolean reachable;

  Connection(Loop loop, Attachment attachment, ConnectOptions options) {
    this.subscriber = options.subscriber();
    this.loop = loop;
    this.attachment = attachment;
    this.vitals = loop.vitals(options);
    this.requests = new Requests(this, loop.settings().limits().pending());
    this.transport = options.transport().apply(this);
    this.delivery = new Delivery(this, loop, transport, vitals);
    this.reachable = transport.isReady();
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

  /** {@return who is at the other end, as the authenticator identified it} */
  public Subscriber subscriber() {
    return subscriber;
  }

  /**
   * Subscribes.
   *
   * @param request what the rules have allowed
   */
  public void subscribe(SubscribeRequest request) {
    long asked = loop.window().newest();
    handle(
        request.id(),
        () -> {
          loop.passUpTo(asked);
          requests.handle(() -> new Join(this, request, asked).begin());
        });
  }

  /**
   * Ends a subscription.
   *
   * @param pattern what was subscribed to
   * @param confirmation what to answer
   */
  public void unsubscribe(TopicPattern pattern, Control confirmation) {
    handle(
        confirmation.id(),
        () ->
            requests.handle(
                () -> {
                  delivery.subscriptions().drop(pattern);
                  tell(confirmation);
                }));
  }

  /**
   * Answers the client.
   *
   * @param frame what to say
   */
  public void reply(Control frame) {
    handle(frame.id(), () -> requests.handle(() -> tell(frame)));
  }

  /** Admits a request before anything is queued for it. */
  private void handle(@Nullable String requestId, Runnable task) {
    switch (requests.admit()) {
      case ADMITTED -> enqueueOr(requests::handled, task);
      case REFUSED -> enqueueOr(requests::refusalTold, () -> refuseSurplus(requestId));
      case EXCESSIVE -> endNow(CloseReason.OVERLOADED);
      case DROPPED -> {}
    }
  }

  /** What was counted and finds no memory to be queued is not counted any more. */
  private void enqueueOr(Runnable uncount, Runnable task) {
    try {
      enqueue(task);
    } catch (Throwable e) {
      uncount.run();
      throw e;
    }
  }

  private void refuseSurplus(@Nullable String requestId) {
    int most = loop.settings().limits().pending();
    refuse(ErrorCode.RATE_LIMITED, most + " requests wait already; send them slower", requestId);
    requests.refusalTold();
  }

  /**
   * Nothing of it is urgent before its transport can carry an answer; {@link #writable()} then
   * wakes the loop once for all that has come together.
   */
  private void enqueue(Runnable action) {
    loop.enqueue(this, action);
    if (reachable) {
      loop.wake();
    }
  }

  /** The transport is ready for a batch again. */
  public void writable() {
    reachable = true;
    loop.execute(
        this,
        () -> {
          vitals.sent(loop.now());
          delivery.serveSoon();
        });
  }

  /** Sends a {@code ping} 250 ms after the first subscription has caught up. */
  public void probe() {
    enqueue(vitals::probe);
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
   * Ends the connection behind all that was asked before. Idempotent: at most one end is queued,
   * and what is asked after it is dropped.
   *
   * @param reason why
   */
  public void end(CloseReason reason) {
    if (requests.end()) {
      endNow(reason);
    }
  }

  /** One end at most is queued; one that finds no memory to be queued can be asked for again. */
  private void endNow(CloseReason reason) {
    try {
      loop.execute(this, () -> close(reason));
    } catch (Throwable e) {
      requests.endFailed();
      throw e;
    }
  }

  /**
   * Whether it has ended or is about to, because of the client, the container or this server. What
   * the client sends from now on is not worth reading: any request is dropped unanswered.
   *
   * @return true from the first moment on in which nothing is admitted any more
   */
  public boolean isEnding() {
    return requests.isEnding();
  }

  /**
   * Does something on the loop behind all that waits there, even if the connection has ended.
   *
   * @param action what to do
   */
  public void later(Runnable action) {
    loop.execute(this, action);
  }

  /** Registers it with its loop. */
  void open(boolean greet) {
    enqueue(() -> loop.connections().add(this, greet));
  }

  // From here on: by the loop only.

  void opened(boolean greet) {
    if (attachment.isClosing() || loop.hasEnded()) {
      close(attachment.isClosing() ? CloseReason.RESTART : CloseReason.INTERNAL);
      return;
    }
    if (greet) {
      tell(loop.welcome(this));
    }
    loop.signals().emit(() -> new HubSignal.Opened(id(), transport.name(), subscriber.user()));
    delivery.serveSoon();
  }

  /** Its name, made when somebody wants it: no client of a long poll is told. By any thread. */
  String id() {
    String made = id;
    return made == null ? makeId() : made;
  }

  private synchronized String makeId() {
    String made = id;
    if (made == null) {
      made = loop.newConnectionId();
      id = made;
    }
    return made;
  }

  Optional<MessageLimit> messageLimit() {
    return transport.messageLimit();
  }

  Attachment attachment() {
    return attachment;
  }

  Loop loop() {
    return loop;
  }

  Vitals vitals() {
    return vitals;
  }

  Delivery delivery() {
    return delivery;
  }

  Requests requests() {
    return requests;
  }

  boolean isClosed() {
    return closed != null;
  }

  /** Adds one of the protocol's own objects to what waits. */
  void tell(Control frame) {
    if (closed == null && !delivery.offer(frame)) {
      close(CloseReason.OVERLOADED);
    }
  }

  /** Looks after the connection's life, now and then. */
  void check(long now) {
    if (closed != null) {
      leave(closed);
      return;
    }
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
    if (requests.areAllHandled()) {
      close(CloseReason.MAX_AGE);
    }
  }

  private void heartbeat() {
    tell(new Control.Ping(delivery.hasCaughtUp() ? delivery.cursor().toString() : null));
    transport.ping();
  }

  void refuse(ErrorCode code, String message, @Nullable String requestId) {
    loop.signals().emit(() -> new HubSignal.Refused(code.code(), message));
    tell(new Control.Refusal(code, message, requestId));
  }

  void close(CloseReason reason) {
    if (closed != null) {
      return;
    }
    closed = reason;
    boolean unused = requests.end();
    try {
      sendFinalBatch(reason);
    } finally {
      leave(reason);
    }
  }

  /** An answer that explains the end must not be lost by it; after a fault nothing is sent. */
  private void sendFinalBatch(CloseReason reason) {
    if (reason != CloseReason.INTERNAL) {
      delivery.sendWaiting();
    }
  }

  /**
   * Lets go of everything, the loop last: what an error breaks off is taken up by the next check.
   */
  private void leave(CloseReason reason) {
    delivery.stop();
    delivery.clear();
    if (!goodbyeSaid) {
      sayGoodbye(new Control.Bye(reason, loop.delayAfter(reason)), delivery.lastCursor());
      goodbyeSaid = true;
    }
    loop.connections().remove(this);
    loop.signals().emit(() -> new HubSignal.Closed(id(), reason));
  }

  /** A transport that fails by a fault of its own would do so again. */
  private void sayGoodbye(Control.Bye bye, @Nullable Position cursor) {
    try {
      transport.close(bye, cursor);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      loop.faults().say("closing failed: ", this, e);
    }
  }

  @Override
  public String toString() {
    return transport.name() + " connection " + id();
  }
}
