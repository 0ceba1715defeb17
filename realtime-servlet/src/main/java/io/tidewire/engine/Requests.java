package io.tidewire.engine;

import io.tidewire.wire.ErrorCode;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests of one client, and serves them one after the other.
 *
 * <h2>Admission</h2>
 *
 * A request is admitted before anything is queued for it, so that a client that sends faster than
 * it is served costs no more than its limit. A request beyond the limit is refused with an answer;
 * since that is queued as well, it is only sent while few answers wait. The connection of a client
 * that takes no answers, or continues after many refusals, is ended. After that, nothing is
 * admitted.
 *
 * <h2>Service</h2>
 *
 * What a request comes to is found out elsewhere, such as by the application's rules, and carried
 * out by the loop. The next request begins when that is done, so that all take effect in the
 * client's order. The loop does not wait for it: each step is a task of its own.
 */
final class Requests {

  /** With so many unsent answers, a client takes none: a refusal would only fill its queue. */
  static final int MAX_UNSENT_ANSWERS = 16;

  /** After so many refusals in a row, a client ignores them. */
  static final int MAX_REFUSED_IN_A_ROW = 256;

  private static final System.Logger LOG = System.getLogger(Requests.class.getName());
  private static final int FEW = 4;

  /** Decides what becomes of one more request. */
  enum Admission {
    /** The request is to be served. */
    ADMITTED,
    /** The request is not served, and its client is to be told so. */
    REFUSED,
    /** The request is one too many: the caller must end the connection. */
    EXCESSIVE,
    /** The connection is about to end, or has ended: the request is dropped. */
    DROPPED
  }

  /** Holds the client's name for a request, and what begins to serve it. */
  private record Request(@Nullable String id, Supplier<CompletionStage<Outcome>> begin) {}

  // Set at construction.
  private final Client client;
  private final int limit;

  // Guarded by this: the client's thread adds, the loop removes.
  private @Nullable Fifo<Request> waiting;
  private @Nullable Request served;
  private int refusedInARow;
  private int refusalsQueued;
  private int answersUnsent;
  private boolean ending;

  // Touched by any thread.
  private volatile boolean stuck;

  Requests(Client client, int limit) {
    this.client = client;
    this.limit = limit;
  }

  // By any thread.

  /**
   * Admits a request, which is then waiting, or refuses it. If there is no memory for it, nothing
   * has changed.
   */
  synchronized Admission admit(@Nullable String id, Supplier<CompletionStage<Outcome>> begin) {
    if (ending) {
      return Admission.DROPPED;
    }
    if (pending() < limit) {
      add(new Request(id, begin));
      refusedInARow = 0;
      return Admission.ADMITTED;
    }
    refusedInARow++;
    if (refusedInARow >= MAX_REFUSED_IN_A_ROW
        || refusalsQueued + answersUnsent >= MAX_UNSENT_ANSWERS) {
      ending = true;
      return Admission.EXCESSIVE;
    }
    refusalsQueued++;
    return Admission.REFUSED;
  }

  private void add(Request request) {
    Fifo<Request> queue = waiting;
    if (queue == null) {
      queue = new Fifo<>(FEW);
    }
    queue.add(request);
    waiting = queue;
  }

  /** Begins to serve the next request, unless one is being served or the end was asked for. */
  void serveNext() {
    Request next = takeNext();
    if (next != null) {
      begin(next);
    }
  }

  private synchronized @Nullable Request takeNext() {
    Fifo<Request> queue = waiting;
    if (served != null || ending || queue == null) {
      return null;
    }
    Request next = queue.poll();
    served = next;
    if (queue.isEmpty()) {
      waiting = null;
    }
    return next;
  }

  private void begin(Request request) {
    CompletionStage<Outcome> stage;
    try {
      stage = Objects.requireNonNull(request.begin.get(), "a request began without a stage");
    } catch (Throwable e) {
      decided(request, null, e);
      return;
    }
    try {
      stage.whenComplete((outcome, failure) -> decided(request, outcome, failure));
    } catch (Throwable e) {
      stuck = true;
      throw e;
    }
  }

  /**
   * Enqueues what a request comes to. The newest event is looked up before the end of the ring:
   * what enters the ring in between is passed, or is above the place of the subscription.
   */
  private void decided(Request request, @Nullable Outcome outcome, @Nullable Throwable failure) {
    try {
      long newest = client.loop().window().newest();
      long written = client.loop().window().written();
      client.enqueue(() -> carryOut(request, outcome, failure, newest, written));
    } catch (Throwable e) {
      stuck = true;
      throw e;
    }
  }

  /**
   * Enqueues the rest of what the request that is being served comes to, if it had to wait for
   * something. Any thread may call this.
   */
  void enqueueRest(Runnable rest) {
    try {
      client.enqueue(rest);
    } catch (Throwable e) {
      stuck = true;
      throw e;
    }
  }

  /**
   * Tells whether a request was decided, but there was no memory to tell the loop so. Nothing is
   * served any more then.
   */
  boolean areStuck() {
    return stuck;
  }

  /** Admits and begins nothing from now on; returns false if that was so before. */
  synchronized boolean end() {
    boolean first = !ending;
    ending = true;
    return first;
  }

  synchronized void endFailed() {
    ending = false;
  }

  synchronized boolean isEnding() {
    return ending;
  }

  /** {@return whether no request waits or is being served} */
  synchronized boolean areAllServed() {
    return pending() == 0;
  }

  /** {@return how many requests wait, with the one that is being served} */
  synchronized int pending() {
    return (waiting == null ? 0 : waiting.size()) + (served == null ? 0 : 1);
  }

  /** Called when a refusal waits with the other answers, or is sent. */
  synchronized void refusalTold() {
    refusalsQueued--;
  }

  // By the loop only.

  /** Sets the number of unsent answers; takes the lock only if the loop has changed it. */
  void answersUnsent(int count) {
    if (count != answersUnsent) {
      synchronized (this) {
        answersUnsent = count;
      }
    }
  }

  private void carryOut(
      Request request,
      @Nullable Outcome outcome,
      @Nullable Throwable failure,
      long newest,
      long written) {
    Connection connection = client.connection();
    if (connection.isClosed()) {
      return;
    }
    if (outcome == null) {
      failed(connection, request, failure);
      finished();
    } else if (outcome.carryOut(connection, newest, written)) {
      finished();
    }
  }

  private static void failed(Connection connection, Request request, @Nullable Throwable failure) {
    Throwable cause = failure;
    if (failure == null) {
      cause = new IllegalStateException("its stage gave no outcome");
    } else if (failure instanceof CompletionException) {
      cause = failure.getCause();
    }
    connection
        .loop()
        .shared()
        .boundedLog()
        .log(BoundedLog.Kind.FRAME_FAILURE, LOG, "a request of " + connection + " failed", cause);
    connection.refuse(ErrorCode.INTERNAL, "the server failed on this request", request.id);
  }

  /** Called when a request has been carried out: the next one begins. */
  void finished() {
    synchronized (this) {
      served = null;
    }
    serveNext();
  }

  /** Drops what was not served, since the connection has ended. */
  synchronized void clear() {
    waiting = null;
    served = null;
  }
}
