package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.spi.HubSignal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves one client over one transport. Confined to its loop, but for its name, which log lines of
 * other threads show; they ask for all else through its {@link Client}.
 */
final class Connection {

  // Set at construction.
  private final Client client;
  private final Loop loop;
  private final Attachment attachment;
  private final Transport transport;
  private final Vitals vitals;
  private final Delivery delivery;

  // Owned by the loop.
  private @Nullable CloseReason closed;
  private boolean goodbyeSaid;

  /** Until when the goodbye may wait for the socket. */
  private long goodbyeUntil;

  /** Set while listeners have been told of it, and not of its end. */
  private boolean told;

  int slot = -1;
  @Nullable Connection nextUnregistered;

  Connection(
      Loop loop,
      Attachment attachment,
      Subscriber subscriber,
      Function<ClientConnection, Transport> maker) {
    this.loop = loop;
    this.attachment = attachment;
    this.client = new Client(this, loop, subscriber);
    this.transport = maker.apply(client);
    this.vitals = new Vitals(loop.shared(), transport);
    this.delivery = new Delivery(this, loop, transport, vitals);
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
    told = true;
    loop.stats().opened.add(1);
    loop.shared().listeners().opened(client);
    if (transport.greets()) {
      tell(loop.shared().welcome(client, transport));
    }
    delivery.serveSoon();
  }

  /** {@return what other threads see of it} */
  ClientConnection client() {
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
    return vitals;
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

  /** Adds a control frame to the outbox. */
  void tell(Control frame) {
    if (closed == null && !delivery.offer(frame)) {
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
    switch (vitals.check(now, transport.isReady())) {
      case DEAD -> close(CloseReason.UNRESPONSIVE);
      case TOO_OLD -> expire();
      case DRAINED -> close(CloseReason.DRAIN);
      case SILENT -> heartbeat();
      case WELL -> {}
    }
  }

  /** Ends a connection that is too old, once its requests are served: the end names their place. */
  private void expire() {
    if (requests().areAllServed()) {
      close(CloseReason.MAX_AGE);
    }
  }

  private void heartbeat() {
    tell(new Control.Ping(delivery.hasCaughtUp() ? delivery.cursor().toString() : null));
    transport.ping();
  }

  void refuse(ErrorCode code, String message, @Nullable String requestId) {
    loop.stats().refused.add(1);
    loop.shared().signals().emit(() -> new HubSignal.Refused(code.code(), message));
    tell(new Control.Error(code, message, requestId));
  }

  void close(CloseReason reason) {
    if (closed != null) {
      return;
    }
    closed = reason;
    boolean unused = requests().end();
    try {
      sendFinalBatch(reason);
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

  /** Sends answers that explain the end; after a fault nothing is sent. */
  private void sendFinalBatch(CloseReason reason) {
    if (reason != CloseReason.INTERNAL) {
      delivery.sendWaiting();
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
    if (!goodbyeSaid) {
      goodbyeUntil = now + patience(reason);
      sayGoodbye(
          new Control.Bye(
              reason, loop.shared().comeBack().afterClose(reason, ThreadLocalRandom.current())),
          delivery.lastCursor());
      goodbyeSaid = true;
    }
    if (told) {
      told = false;
      loop.stats().closed.add(1);
      loop.shared().listeners().closed(client, reason);
    }
    if (isSayingGoodbye(now)) {
      loop.connections().checkLater(this);
    } else {
      loop.connections().remove(this);
    }
  }

  /**
   * {@return how long the goodbye may wait; not at all for a client that takes no bytes any more}
   */
  private static long patience(CloseReason reason) {
    boolean isGone = reason == CloseReason.UNRESPONSIVE || reason == CloseReason.DISCONNECTED;
    return isGone ? 0 : ClientConnection.PATIENCE.toMillis();
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

  /**
   * Tells whether the goodbye waits for the socket. Gives it up when its time is over, or when the
   * loop has ended and nobody would look again.
   */
  private boolean isSayingGoodbye(long now) {
    try {
      if (!transport.isSayingGoodbye()) {
        return false;
      }
      if (now < goodbyeUntil && !loop.hasEnded()) {
        return true;
      }
      transport.giveUpGoodbye();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      loop.faults().say("closing failed: ", this, e);
    }
    return false;
  }

  @Override
  public String toString() {
    return transport.name() + " connection " + client.id();
  }
}
