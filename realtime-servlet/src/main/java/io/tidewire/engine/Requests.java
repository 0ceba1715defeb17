package io.tidewire.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one client asks for, and keeps its order: what stands behind a request that waits for
 * the log waits too.
 *
 * <h2>Admission</h2>
 *
 * A request is admitted before anything is queued for it, so that a client that sends faster than
 * its loop works costs no more than its limit. One beyond the limit is refused with an answer,
 * which is queued, too; so it is only given while few answers wait unsent. A client that takes no
 * answers, or goes on after many refusals, is ended. Nothing is admitted after the end was asked
 * for.
 */
final class Requests {

  /** Beyond so many unsent answers a refusal would only fill the queue of a client that is deaf. */
  static final int MAX_UNSENT_ANSWERS = 16;

  /** After so many refusals without a request that was taken, a client does not want to listen. */
  static final int MAX_REFUSED_IN_A_ROW = 256;

  /** What becomes of one more request. */
  enum Admission {
    /** It is to be handled. */
    ADMITTED,
    /** It is not handled, and its client is to be told so. */
    REFUSED,
    /** It is one too many: the connection is to be ended, by this caller. */
    EXCESSIVE,
    /** The connection is about to end, or has ended: it is dropped. */
    DROPPED
  }

  // Set at construction.
  private final Connection connection;
  private final int limit;

  // Owned by the loop.
  private @Nullable ArrayDeque<Runnable> waiting;
  private boolean paused;

  // Guarded by this: the client's thread counts up, the loop counts down.
  private int pending;
  private int refusedInARow;
  private int refusalsQueued;
  private int answersUnsent;
  private boolean ending;

  Requests(Connection connection, int limit) {
    this.connection = connection;
    this.limit = limit;
  }

  // By any thread.

  synchronized Admission admit() {
    if (ending) {
      return Admission.DROPPED;
    }
    if (pending < limit) {
      pending++;
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

  /** Admits nothing from now on; false if that was so already. */
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

  /** A request is handled, or cannot be. */
  synchronized void handled() {
    pending--;
  }

  /** Whether none waits, and none is being handled in several turns. */
  synchronized boolean areAllHandled() {
    return pending == 0 && !paused;
  }

  /** How many wait. */
  synchronized int pending() {
    return pending;
  }

  /** A refusal has been told: it waits with the other answers now, or is sent. */
  synchronized void refusalTold() {
    refusalsQueued--;
  }

  // By the loop only.

  /** Takes the lock only where the number has changed, which the loop alone does. */
  void answersUnsent(int count) {
    if (count != answersUnsent) {
      synchronized (this) {
        answersUnsent = count;
      }
    }
  }

  /** Handles an admitted request, now or when its turn comes. */
  void handle(Runnable request) {
    ArrayDeque<Runnable> queue = waiting;
    if (!paused && (queue == null || queue.isEmpty())) {
      run(request);
      return;
    }
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting = queue;
    }
    queue.add(request);
    handleNext();
  }

  private void handleNext() {
    ArrayDeque<Runnable> queue = waiting;
    Runnable request = paused || queue == null ? null : queue.poll();
    if (request != null) {
      run(request);
    }
  }

  private void run(Runnable request) {
    handled();
    if (!connection.isClosed()) {
      request.run();
    }
  }

  /** Handles none until {@link #resume()}. */
  void pause() {
    paused = true;
  }

  /** Lets the loop handle what waits, one request a task, so that others have their turn. */
  void resume() {
    paused = false;
    ArrayDeque<Runnable> queue = waiting;
    for (int left = queue == null ? 0 : queue.size(); left > 0; left--) {
      connection.later(this::handleNext);
    }
  }
}
