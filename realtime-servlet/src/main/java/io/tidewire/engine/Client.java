package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.engine.RequestCounts.Kind;
import io.tidewire.wire.Control;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues tasks for a connection's loop, for any thread. Requests are admitted before anything is
 * queued for them.
 */
final class Client implements ClientConnection {

  // Set at construction.
  private final Connection connection;

  // Touched by any thread.
  private final Requests requests;
  private volatile Permissions permissions;
  private volatile @Nullable String id;
  private volatile boolean reachable;

  /** Called by the connection, while that is being made. */
  Client(Connection connection, Permissions permissions) {
    this.connection = connection;
    this.permissions = permissions;
    this.requests = new Requests(this, loop().shared().settings().limits());
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
      made = loop().shared().newConnectionId();
      id = made;
    }
    return made;
  }

  @Override
  public Permissions permissions() {
    return permissions;
  }

  @Override
  public String transport() {
    return connection.transport();
  }

  /**
   * Tells whether an event was published by this client, for all others: under the client's own
   * name, or else by this connection. Called by the loop.
   */
  boolean isSender(String origin) {
    Identity identity = identity();
    return identity.client() == null ? origin.equals(id) : identity.isKnownAs(origin);
  }

  Connection connection() {
    return connection;
  }

  Requests requests() {
    return requests;
  }

  Loop loop() {
    return connection.loop();
  }

  @Override
  public void request(
      @Nullable String requestId, int bytes, Supplier<CompletionStage<Outcome>> begin) {
    requests.take(Kind.REQUEST, requestId, bytes, begin);
  }

  @Override
  public void message(
      @Nullable String messageId, int bytes, Supplier<CompletionStage<Outcome>> begin) {
    requests.take(Kind.MESSAGE, messageId, bytes, begin);
  }

  /** {@inheritDoc} If they are to be asked again since then, they are asked behind it. */
  @Override
  public void subscribe(SubscribeRequest request) {
    ClientConnection.super.subscribe(request);
    if (identity().stamp() != loop().shared().supervision().stamp()) {
      enqueue(connection::checkSinceIdentified);
    }
  }

  /** Serves a check of what the client may do, in its turn. */
  void check(Outcome outcome) {
    requests.take(Kind.OWN, null, 0, () -> CompletableFuture.completedStage(outcome));
  }

  /** Called by the loop. */
  void mayFromNowOn(Permissions now) {
    permissions = now;
  }

  /** Called by the loop, whoever still holds this. Can be repeated. */
  void ended() {
    permissions = permissions.afterTheEnd();
  }

  /**
   * Enqueues without waking the loop as long as the transport cannot carry an answer; {@link
   * #writable()} then wakes it once for everything.
   */
  void enqueue(Runnable action) {
    loop().enqueue(connection, action);
    if (reachable) {
      loop().wake();
    }
  }

  @Override
  public void writable() {
    reachable = true;
    loop()
        .execute(
            connection,
            () -> {
              connection.vitals().sent(loop().state().now());
              connection.delivery().serveSoon();
            });
  }

  @Override
  public void transportEnded() {
    loop().execute(connection, connection::transportEnded);
  }

  @Override
  public void probe() {
    enqueue(connection.vitals()::probe);
  }

  @Override
  public boolean receiving(int bytes) {
    boolean fits = connection.vitals().receiving(bytes, identity().address());
    // The loop may have carried out the end before it could see this.
    if (isEnding()) {
      connection.vitals().receivesNoMore();
    }
    return fits;
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
      endNow(() -> connection.close(reason));
    }
  }

  @Override
  public void end(CloseReason reason, Control lastWord) {
    if (requests.end()) {
      endNow(
          () -> {
            connection.tell(lastWord);
            connection.close(reason);
          });
    }
  }

  /** Queues one end at most; if there was no memory for it, it can be asked for again. */
  void endNow(Runnable close) {
    try {
      loop().execute(connection, close);
    } catch (Throwable e) {
      requests.endFailed();
      throw e;
    }
  }

  @Override
  public void finish(CloseReason reason, long atMostMillis) {
    if (requests.stop()) {
      try {
        loop().execute(connection, () -> connection.finish(reason, atMostMillis));
      } catch (Throwable e) {
        requests.stopFailed();
        throw e;
      }
    }
  }

  @Override
  public boolean isEnding() {
    return requests.isEnding();
  }

  @Override
  public void later(Runnable action) {
    loop().execute(connection, action);
  }

  /** Registers the connection with its loop(). */
  void open(boolean isReady) {
    reachable = isReady;
    enqueue(() -> loop().connections().add(connection));
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
