package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.HubSignal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.MessageLimit;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connects one client over one transport.
 *
 * <p>Any thread may call the public methods; each only enqueues a task for the connection's loop.
 * Everything else belongs to that loop, except the id, which log lines of other threads show.
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

  Connection(
      Loop loop,
      Attachment attachment,
      Subscriber subscriber,
      Function<Connection, Transport> transport) {
    this.subscriber = subscriber;
    this.loop = loop;
    this.attachment = attachment;
    this.requests = new Requests(this, loop.settings().limits().pending());
    this.transport = transport.apply(this);
    this.vitals = loop.vitals(this.transport);
    this.delivery = new Delivery(this, loop, this.transport, vitals);
    this.reachable = this.transport.isReady();
  }

  /** {@return the client, as the authenticator identified it} */
  public Subscriber subscriber() {
    return subscriber;
  }

  /**
   * Subscribes.
   *
   * @param request the topics and patterns, which the rules have allowed
   */
  public void subscribe(SubscribeRequest request) {
    long asked = loop.window().newest();
    long written = loop.window().written();
    handle(
        request.id(),
        () -> {
          loop.passUpTo(written);
          requests.handle(() -> new SubscriptionStart(this, request, asked).begin());
        });
  }

  /**
   * Ends a subscription.
   *
   * @param pattern what was subscribed to
   * @param confirmation the answer
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
   * @param frame the answer
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

  /** Enqueues a task that was counted, and takes the count back if there is no memory for it. */
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
    refuse(
        ErrorCode.RATE_LIMITED,
        most + " requests are waiting already; send them more slowly",
        requestId);
    requests.refusalTold();
  }

  /**
   * Enqueues without waking the loop as long as the transport cannot carry an answer; {@link
   * #writable()} then wakes it once for everything.
   */
  private void enqueue(Runnable action) {
    loop.enqueue(this, action);
    if (reachable) {
      loop.wake();
    }
  }

  /** Called when the transport is ready for a batch again. */
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

  /** Records that the client gave a sign of life. */
  public void heard() {
    vitals.heard();
  }

  /** Records that the client was asked for a sign of life. */
  public void pinged() {
    vitals.pinged();
  }

  /**
   * Ends the connection after all earlier requests. Idempotent: at most one end is queued, and
   * later requests are dropped.
   *
   * @param reason why
   */
  public void end(CloseReason reason) {
    if (requests.end()) {
      endNow(reason);
    }
  }

  /** Queues one end at most; if there was no memory for it, it can be asked for again. */
  private void endNow(CloseReason reason) {
    try {
      loop.execute(this, () -> close(reason));
    } catch (Throwable e) {
      requests.endFailed();
      throw e;
    }
  }

  /**
   * Tells whether the connection has ended or is about to, because of the client, the container or
   * this server. What the client sends from then on need not be read: requests are dropped.
   *
   * @return true as soon as no request is admitted any more
   */
  public boolean isEnding() {
    return requests.isEnding();
  }

  /**
   * Enqueues a task for the loop, which runs it even if the connection has ended.
   *
   * @param action the task
   */
  public void later(Runnable action) {
    loop.execute(this, action);
  }

  /** Registers it with its loop. */
  void open() {
    enqueue(() -> loop.connections().add(this));
  }

  // From here on: by the loop only.

  void opened() {
    if (attachment.isClosing() || loop.hasEnded()) {
      close(attachment.isClosing() ? CloseReason.RESTART : CloseReason.INTERNAL);
      return;
    }
    if (transport.greets()) {
      tell(loop.welcome(this));
    }
    loop.signals().emit(() -> new HubSignal.Opened(id(), transport.name(), subscriber.user()));
    delivery.serveSoon();
  }

  /** Returns the id, created on first use: a long poll needs none. Any thread may call this. */
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

  /** Adds a control frame to the outbox. */
  void tell(Control frame) {
    if (closed == null && !delivery.offer(frame)) {
      close(CloseReason.OVERLOADED);
    }
  }

  /** Checks heartbeats, deadlines and age; called regularly. */
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

  /**
   * Ends a connection that is too old, once its requests are handled: the end names their place.
   */
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
    tell(new Control.Error(code, message, requestId));
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

  /** Sends answers that explain the end; after a fault nothing is sent. */
  private void sendFinalBatch(CloseReason reason) {
    if (reason != CloseReason.INTERNAL) {
      delivery.sendWaiting();
    }
  }

  /**
   * Frees everything, the place in the loop last, so that the next check repeats what an error has
   * interrupted.
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

  /** Calls the transport once: one that fails by a fault of its own would fail again. */
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
