package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.engine.RequestCounts.Admission;
import io.tidewire.engine.RequestCounts.Kind;
import io.tidewire.limits.Bound;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
 * admitted. {@link RequestCounts} counts all that.
 *
 * <h2>Service</h2>
 *
 * What a request comes to is found out elsewhere, such as by the application's rules, and carried
 * out by the loop. The next request begins when that is done, so that all take effect in the
 * client's order. The loop does not wait for it: each step is a task of its own. While many or
 * large answers wait for the client's socket, the next request waits too.
 *
 * <p>A request may be carried out before its answer is there, such as that of the log. The next one
 * begins then, but the answer is still pending, for the limit as for an end that waits.
 *
 * <p>What a handler has begun to work on goes on after the end of the connection, and so do its
 * bytes count until then: otherwise a client that connects again and again could have more than its
 * share worked on.
 */
final class Requests {

  private static final System.Logger LOG = System.getLogger(Requests.class.getName());
  private static final int FEW = 4;

  // Set at construction.
  private final Client client;

  // Guarded by this: the client's thread adds, the loop removes.
  private final RequestCounts counts;
  private @Nullable Fifo<Request> waiting;
  private @Nullable Request served;
  private boolean heldUp;
  private boolean ending;

  // Touched by any thread.
  private volatile boolean stuck;

  // Owned by the loop.
  private boolean isAnsweredLater;

  /** Set while the loop carries it out, which may take several turns: no handler works on it. */
  private @Nullable Request carriedOut;

  Requests(Client client, EngineSettings.Limits limits) {
    this.client = client;
    this.counts = new RequestCounts(limits);
  }

  // By any thread.

  /** Takes a request: serves it in its turn, or refuses it, or ends the connection. */
  void take(Kind kind, @Nullable String id, int bytes, Supplier<CompletionStage<Outcome>> begin) {
    Shared shared = client.loop().shared();
    NodeLimits node = shared.nodeLimits();
    Admission admission =
        admit(
            new Request(kind, id, bytes, begin),
            shared.ticker().millis(),
            () -> admitOnNode(node, kind, bytes));
    Bound bound = RequestCounts.bound(admission);
    if (bound != null) {
      node.reached().count(bound);
    }
    switch (admission) {
      case ADMITTED -> serveNext();
      case EXCESSIVE -> client.endNow(() -> client.connection().close(CloseReason.OVERLOADED));
      case DROPPED -> {}
      default -> enqueueRefusal(admission, id);
    }
  }

  /** Counts a request of this client against what it may do over all its connections. */
  private Admission admitOnNode(NodeLimits node, Kind kind, int bytes) {
    Identity sender = client.identity();
    if (bytes > 0 && !node.mayReceive(sender.address(), bytes)) {
      return Admission.TOO_MANY_BYTES;
    }
    if (kind == Kind.MESSAGE && !node.maySend(sender)) {
      node.received(sender.address(), bytes);
      return Admission.TOO_FAST_OF_USER;
    }
    return Admission.ADMITTED;
  }

  /**
   * Admits a request, which is then waiting, or refuses it. If there is no memory for it, nothing
   * has changed but the counts of the last second.
   *
   * @param node counts it for the node; called last, with the lock held
   */
  synchronized Admission admit(Request request, long now, Supplier<Admission> node) {
    if (ending) {
      return Admission.DROPPED;
    }
    Admission admission = counts.decide(request.kind(), now, node);
    if (admission == Admission.ADMITTED) {
      add(request);
      counts.admitted(request.kind());
    } else if (admission == Admission.EXCESSIVE) {
      ending = true;
    }
    return admission;
  }

  /** Takes the count back if there is no memory for the task. */
  private void enqueueRefusal(Admission refusal, @Nullable String id) {
    try {
      client.enqueue(() -> refuse(refusal, id));
    } catch (Throwable e) {
      refusalTold();
      throw e;
    }
  }

  private void refuse(Admission refusal, @Nullable String id) {
    client.connection().refuse(RequestCounts.code(refusal), counts.text(refusal), id);
    refusalTold();
  }

  private void add(Request request) {
    try {
      Fifo<Request> queue = waiting;
      if (queue == null) {
        queue = new Fifo<>(FEW);
      }
      queue.add(request);
      waiting = queue;
    } catch (Throwable e) {
      keepNoMore(request);
      throw e;
    }
  }

  /**
   * Begins to serve the next request, unless one is being served, too many answers wait, or the end
   * was asked for.
   */
  void serveNext() {
    Request next = takeNext();
    if (next != null) {
      begin(next, next.begin());
    }
  }

  private synchronized @Nullable Request takeNext() {
    Fifo<Request> queue = waiting;
    if (served != null || ending || queue == null) {
      return null;
    }
    heldUp = !counts.mayBegin();
    if (heldUp) {
      return null;
    }
    Request next = queue.poll();
    served = next;
    if (queue.isEmpty()) {
      waiting = null;
    }
    return next;
  }

  private void begin(Request request, Supplier<CompletionStage<Outcome>> begin) {
    CompletionStage<Outcome> stage;
    try {
      stage = Objects.requireNonNull(begin.get(), "a request began without a stage");
    } catch (Throwable e) {
      // As if the stage had failed with it.
      decided(request, null, e);
      return;
    }
    try {
      stage.whenComplete((outcome, failure) -> decided(request, outcome, failure));
    } catch (Throwable e) {
      stuck(request);
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
      stuck(request);
      throw e;
    }
  }

  /** Nobody will hear of what a request comes to, so that its connection ends. */
  private void stuck(Request request) {
    stuck = true;
    keepNoMore(request);
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

  /**
   * Admits nothing of the client from now on, and serves what was admitted; returns false if that
   * was so before, or the end was asked for.
   */
  synchronized boolean stop() {
    return !ending && counts.stop();
  }

  synchronized void stopFailed() {
    counts.stopFailed();
  }

  /** {@return whether no request waits or is being served; answers may still come later} */
  synchronized boolean areAllServed() {
    return waiting == null && served == null;
  }

  /** {@return whether nothing that was admitted is unserved or unanswered} */
  synchronized boolean areAllAnswered() {
    return pending() == 0;
  }

  /** {@return how many requests wait, are being served or are to be answered} */
  synchronized int pending() {
    return counts.pending();
  }

  /** Called when a refusal waits with the other answers, or is sent. */
  private synchronized void refusalTold() {
    counts.refusalTold();
  }

  // By the loop only.

  /** Sets how many answers are unsent; takes the lock only if the loop has changed that. */
  void answersUnsent(int count, long weight) {
    if (!counts.areUnsent(count, weight)) {
      synchronized (this) {
        counts.unsent(count, weight);
      }
    }
  }

  /**
   * Begins what unsent answers have held up; called after each batch. Reads without the lock, which
   * the loop has had since the answers became too many.
   */
  void serveHeldUp() {
    if (heldUp) {
      serveNext();
    }
  }

  /** Goes on with the request that is being served, which keeps its turn. */
  void goOn(Function<Connection, CompletionStage<Outcome>> next) {
    Request request;
    synchronized (this) {
      request = served;
    }
    if (request != null) {
      begin(request, () -> next.apply(client.connection()));
    }
  }

  /**
   * Answers the request that is being served: at once if the answer is there, else when it is. It
   * counts as pending until then, and as served until {@link #finished()}: if the next request
   * began before that, it would be taken for the one that is finished.
   */
  void answerLater(CompletionStage<Control> answer) {
    CompletableFuture<Control> future = answer.toCompletableFuture();
    Request request;
    synchronized (this) {
      request = served;
    }
    if (request == null) {
      return;
    }
    isAnsweredLater = true;
    boolean isThere = future.isDone();
    CompletableFuture<Control> unused =
        future.whenComplete(
            (frame, failure) -> {
              if (isThere) {
                answer(request, frame, failure);
              } else {
                enqueueAnswer(request, frame, failure);
              }
            });
  }

  private void enqueueAnswer(
      Request request, @Nullable Control frame, @Nullable Throwable failure) {
    try {
      client.enqueue(() -> answer(request, frame, failure));
    } catch (Throwable e) {
      stuck(request);
      throw e;
    }
  }

  private void answer(Request request, @Nullable Control frame, @Nullable Throwable failure) {
    keepNoMore(request);
    Connection connection = client.connection();
    if (connection.isClosed()) {
      return;
    }
    if (frame == null) {
      failed(connection, request, failure);
    } else {
      connection.tell(frame);
    }
    if (!connection.isClosed()) {
      over(request);
    }
  }

  private void over(Request request) {
    boolean last;
    synchronized (this) {
      counts.over(request.kind());
      last = counts.isStopping() && pending() == 0;
    }
    if (last) {
      client.connection().finishIfAnswered();
    }
  }

  /** Takes back what counts for a request. By any thread; can be repeated. */
  private void keepNoMore(Request request) {
    int bytes = request.giveBack();
    if (bytes > 0) {
      client.loop().shared().nodeLimits().received(client.identity().address(), bytes);
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
      tooLate(request, outcome);
      return;
    }
    carriedOut = request;
    if (outcome == null) {
      failed(connection, request, failure);
      finished();
    } else if (outcome.carryOut(connection, newest, written)) {
      finished();
    }
  }

  /** Nobody is told what a request comes to, but what still works on it may hold its bytes. */
  private void tooLate(Request request, @Nullable Outcome outcome) {
    CompletionStage<Control> answer = outcome == null ? null : outcome.answer();
    if (answer == null) {
      keepNoMore(request);
    } else {
      CompletionStage<Control> unused =
          answer.whenComplete((frame, failure) -> keepNoMore(request));
    }
  }

  private static void failed(Connection connection, Request request, @Nullable Throwable failure) {
    Throwable cause = failure;
    if (failure == null) {
      cause = new IllegalStateException("its stage gave nothing");
    } else if (failure instanceof CompletionException) {
      cause = failure.getCause();
    }
    connection
        .loop()
        .shared()
        .boundedLog()
        .log(BoundedLog.Kind.FRAME_FAILURE, LOG, "a request of " + connection + " failed", cause);
    connection.refuse(ErrorCode.INTERNAL, "the server failed on this request", request.id());
  }

  /** Called when a request has been carried out: the next one begins. */
  void finished() {
    Request request;
    synchronized (this) {
      request = served;
      served = null;
    }
    boolean isOver = !isAnsweredLater;
    isAnsweredLater = false;
    carriedOut = null;
    if (request != null && isOver) {
      keepNoMore(request);
    }
    serveNext();
    if (request != null && isOver) {
      over(request);
    }
  }

  /**
   * Drops what was not served, since the connection has ended. What a handler works on counts until
   * the handler is done.
   */
  synchronized void clear() {
    if (carriedOut != null) {
      keepNoMore(carriedOut);
      carriedOut = null;
    }
    if (waiting != null) {
      for (int i = 0; i < waiting.size(); i++) {
        keepNoMore(waiting.get(i));
      }
      waiting = null;
    }
    served = null;
    counts.clear();
  }
}
