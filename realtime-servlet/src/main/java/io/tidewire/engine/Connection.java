package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import io.tidewire.limits.Bound;
import io.tidewire.spi.HubSignal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves one client over one transport. Confined to its loop, but for its name, which log lines of
 * other threads show; they ask for all else through its {@link Client}.
 */
final class Connection {

  /** How long a client whose time is over waits for the answers to what it has asked for. */
  private static final long LAST_ANSWERS_MILLIS = 5_000;

  // Set at construction.
  private final Client client;
  private final Loop loop;
  private final Attachment attachment;
  final ConnectionCounts.Place place;
  final ConnectionIndex.Entry entry;
  private final Transport transport;
  private final Delivery delivery;

  // Owned by the loop.
  private @Nullable Goodbye goodbye;
  private @Nullable CloseReason closed;
  private @Nullable CloseReason finishing;

  /** Set while listeners have been told of it, and not of its end. */
  private boolean told;

  int slot = -1;
  @Nullable Connection nextUnregistered;

  Connection(
      Loop loop,
      Attachment attachment,
      ConnectionCounts.Place place,
      Permissions permissions,
      Function<ClientConnection, Transport> maker) {
    this.loop = loop;
    this.attachment = attachment;
    this.place = place;
    this.client = new Client(this, permissions);
    this.entry = new ConnectionIndex.Entry(client, permissions.identity());
    this.transport = maker.apply(client);
    this.delivery = new Delivery(this, loop, transport);
    vitals().rightEndsAt(loop.shared().endOfRight(permissions.identity().subscriber()));
    if (place.isWaiting()) {
      vitals().awaitFirstFrame();
    }
  }

  /** Registers it with its loop, and returns what other threads see of it. */
  ClientConnection open() {
    client.open(transport.isReady());
    return client;
  }

  void opened() {
    if (attachment.isClosing() || loop.hasEnded()) {
      close(attachment.isClosing() ? CloseReason.RESTART : CloseReason.INTERNAL);
      return;
    }
    checkSinceIdentified();
    if (closed != null) {
      return;
    }
    told = true;
    loop.stats().opened.add(1);
    loop.stats().open(transport()).add(1);
    attachment.listeners().opened(client);
    if (transport.greets()) {
      tell(loop.shared().welcome(client, transport));
    }
    delivery.serveSoon();
  }

  /**
   * Ends it, or asks the rules again, if something has happened to its user or session since it was
   * identified.
   */
  void checkSinceIdentified() {
    if (closed != null) {
      return;
    }
    ConnectionIndex index = loop.shared().index();
    Supervision.Verdict verdict =
        loop.shared()
            .supervision()
            .since(client.identity(), (before, after) -> index.renameSession(entry, before, after));
    if (verdict.end() != null) {
      close(verdict.end());
    } else if (verdict.isToBeChecked()) {
      loop.rechecks().begin(this);
    }
  }

  /** Lets it belong to a token's user, and greets that one; returns false if it is refused. */
  boolean identify(Permissions now, @Nullable String requestId) {
    try {
      loop.shared().connectionCounts().identify(place, now.identity());
    } catch (LimitException e) {
      refuse(ErrorCode.RATE_LIMITED, String.valueOf(e.getMessage()), requestId);
      return false;
    }
    loop.shared().index().identify(entry, now.identity());
    mayFromNowOn(now);
    tell(loop.shared().welcome(client, transport));
    checkSinceIdentified();
    return true;
  }

  /** Called when it has been judged again. */
  void mayFromNowOn(Permissions now) {
    Subscriber before = client.subscriber();
    client.mayFromNowOn(now);
    vitals().rightEndsAt(loop.shared().endOfRight(client.subscriber()));
    if (!client.subscriber().equals(before)) {
      attachment.listeners().identified(client, before);
    }
  }

  boolean answersOnce() {
    return transport.answersOnce();
  }

  boolean needsSubscriptions() {
    return !transport.livesWithoutSubscriptions();
  }

  /** {@return what other threads see of it} */
  Client client() {
    return client;
  }

  String transport() {
    return transport.name();
  }

  Attachment attachment() {
    return attachment;
  }

  Loop loop() {
    return loop;
  }

  Vitals vitals() {
    return delivery.vitals();
  }

  Delivery delivery() {
    return delivery;
  }

  Requests requests() {
    return client.requests();
  }

  boolean isClosed() {
    return closed != null;
  }

  /** Adds a control frame to the outbox, and counts what it refuses. */
  void tell(Control frame) {
    if (closed != null) {
      return;
    }
    if (frame instanceof Control.Error error) {
      loop.shared().counters().refused().count(error.code());
    }
    if (!delivery.offer(frame)) {
      close(CloseReason.OVERLOADED);
    }
  }

  /** Checks heartbeats, deadlines and age; called regularly. */
  void check(long now) {
    if (closed != null) {
      leave(closed, now);
      return;
    }
    if (requests().areStuck()) {
      close(CloseReason.INTERNAL);
      return;
    }
    if (place.isWaiting() && vitals().hasHeard()) {
      loop.shared().connectionCounts().heard(place);
    }
    switch (vitals().check(now, transport.isReady())) {
      case DEAD -> close(CloseReason.UNRESPONSIVE);
      case MUTE -> {
        loop.shared().nodeLimits().reached().count(Bound.FIRST_FRAME);
        close(CloseReason.UNRESPONSIVE);
      }
      case FINISHED -> close(Objects.requireNonNull(finishing));
      case EXPIRED -> close(CloseReason.TOKEN_EXPIRED);
      case TOO_OLD -> expire();
      case DRAINED -> finishNow(CloseReason.DRAIN, LAST_ANSWERS_MILLIS);
      case SILENT -> heartbeat();
      case WELL -> {}
    }
  }

  /**
   * Ends as soon as what the client has asked for is answered and the answers are sent, or after a
   * time.
   */
  void finish(CloseReason reason, long atMostMillis) {
    vitals().finishBy(loop.state().now() + atMostMillis);
    if (finishing == null) {
      finishing = reason;
      finishIfAnswered();
    }
  }

  /**
   * Does the same at the loop's own will, and first refuses what the client asks from now on. One
   * that waits for its end already keeps its reason, and has no more time than this. A client that
   * cannot send over the connection has asked for subscriptions only, and ends at once.
   */
  void finishNow(CloseReason reason, long atMostMillis) {
    if (needsSubscriptions()) {
      close(reason);
    } else {
      boolean unused = requests().stop();
      finish(reason, atMostMillis);
    }
  }

  /** Ends a connection that waits for its last answers, if it has got them. */
  void finishIfAnswered() {
    if (finishing != null
        && closed == null
        && requests().areAllAnswered()
        && delivery.outbox().controls() == 0) {
      close(finishing);
    }
  }

  /** Called after each batch: unsent answers may have held up a request, or the end. */
  void batchSent() {
    requests().serveHeldUp();
    finishIfAnswered();
  }

  /**
   * Ends a connection that is too old, once it is answered: the end names its requests' place. A
   * client that goes on asking is refused from now on, or that would never come.
   */
  private void expire() {
    if (requests().areAllAnswered()) {
      close(CloseReason.MAX_AGE);
    } else if (!needsSubscriptions()) {
      finishNow(CloseReason.MAX_AGE, LAST_ANSWERS_MILLIS);
    }
  }

  private void heartbeat() {
    tell(new Control.Ping(delivery.hasCaughtUp() ? delivery.cursor().toString() : null));
    transport.ping();
  }

  void refuse(ErrorCode code, String message, @Nullable String requestId) {
    loop.shared().signals().emit(() -> new HubSignal.Refused(code.code(), message));
    tell(new Control.Error(code, message, requestId));
  }

  /** Ends it. Answers that wait are sent first, since they explain the end, but after no fault. */
  void close(CloseReason reason) {
    if (closed != null) {
      return;
    }
    closed = reason;
    boolean unused = requests().end();
    try {
      if (reason != CloseReason.INTERNAL) {
        delivery.sendWaiting();
      }
    } finally {
      leave(reason, loop.state().now());
    }
  }

  /** Called when the transport has sent its last bytes, before or after the end. */
  void transportEnded() {
    if (closed == null) {
      close(CloseReason.NORMAL);
    } else {
      leave(closed, loop.state().now());
    }
  }

  /**
   * Frees everything, the place in the loop last, so that the next check repeats what an error has
   * interrupted. A goodbye that waits for the socket keeps the place.
   */
  private void leave(CloseReason reason, long now) {
    delivery.stop();
    delivery.clear();
    requests().clear();
    vitals().receivesNoMore();
    loop.rechecks().over(this);
    Goodbye last = goodbye();
    last.say(reason, delivery.lastCursor(), now);
    client.ended();
    if (told) {
      told = false;
      loop.stats().closed.add(1);
      loop.stats().open(transport()).add(-1);
      attachment.listeners().closed(client, reason);
    }
    if (last.waits(now)) {
      loop.connections().checkLater(this);
    } else {
      loop.connections().remove(this);
    }
  }

  /** Made when the connection ends, so that it costs an idle one nothing. */
  private Goodbye goodbye() {
    Goodbye made = goodbye;
    if (made == null) {
      made = new Goodbye(this, transport);
      goodbye = made;
    }
    return made;
  }

  @Override
  public String toString() {
    return transport.name() + " connection " + client.id();
  }
}
