package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues tasks for a connection's loop, for any thread. Requests are admitted before anything is
 * queued for them.
 */
final class Client implements ClientConnection {

  // Set at construction.
  private final Connection connection;
  private final Loop loop;
  private final Subscriber subscriber;

  // Touched by any thread.
  private final Requests requests;
  private volatile @Nullable String id;
  private volatile boolean reachable;

  /** Called by the connection, while that is being made. */
  Client(Connection connection, Loop loop, Subscriber subscriber) {
    this.connection = connection;
    this.loop = loop;
    this.subscriber = subscriber;
    this.requests = new Requests(connection, loop.settings().limits().pending());
  }

  /** {@inheritDoc} Made at the first use: a long poll needs none. */
  @Override
  public String id() {
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

  @Override
  public Subscriber subscriber() {
    return subscriber;
  }

  @Override
  public String transport() {
    return connection.transport();
  }

  Connection connection() {
    return connection;
  }

  Requests requests() {
    return requests;
  }

  @Override
  public void subscribe(SubscribeRequest request) {
    long asked = loop.window().newest();
    long written = loop.window().written();
    handle(
        request.id(),
        () -> {
          loop.passUpTo(written);
          requests.handle(() -> new SubscriptionStart(connection, request, asked).begin());
        });
  }

  @Override
  public void unsubscribe(TopicPattern pattern, Control confirmation) {
    handle(
        confirmation.id(),
        () ->
            requests.handle(
                () -> {
                  connection.delivery().subscriptions().drop(pattern);
                  connection.tell(confirmation);
                }));
  }

  @Override
  public void reply(Control frame) {
    handle(frame.id(), () -> requests.handle(() -> connection.tell(frame)));
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
    connection.refuse(
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
    loop.enqueue(connection, action);
    if (reachable) {
      loop.wake();
    }
  }

  @Override
  public void writable() {
    reachable = true;
    loop.execute(
        connection,
        () -> {
          connection.vitals().sent(loop.now());
          connection.delivery().serveSoon();
        });
  }

  @Override
  public void probe() {
    enqueue(connection.vitals()::probe);
  }

  @Override
  public void heard() {
    connection.vitals().heard();
  }

  @Override
  public void pinged() {
    connection.vitals().pinged();
  }

  @Override
  public void end(CloseReason reason) {
    if (requests.end()) {
      endNow(reason);
    }
  }

  /** Queues one end at most; if there was no memory for it, it can be asked for again. */
  private void endNow(CloseReason reason) {
    try {
      loop.execute(connection, () -> connection.close(reason));
    } catch (Throwable e) {
      requests.endFailed();
      throw e;
    }
  }

  @Override
  public boolean isEnding() {
    return requests.isEnding();
  }

  @Override
  public void later(Runnable action) {
    loop.execute(connection, action);
  }

  /** Registers the connection with its loop. */
  void open(boolean isReady) {
    reachable = isReady;
    enqueue(() -> loop.connections().add(connection));
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
