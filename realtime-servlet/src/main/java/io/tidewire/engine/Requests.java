package io.tidewire.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests of one client, and keeps their order: those after a request that waits for
 * the log wait as well.
 *
 * <h2>Admission</h2>
 *
 * A request is admitted before anything is queued for it, so that a client that sends faster than
 * its loop works costs no more than its limit. A request beyond the limit is refused with an
 * answer; since that is queued as well, it is only sent while few answers wait. The connection of a
 * client that takes no answers, or continues after many refusals, is ended. After that, nothing is
 * admitted.
 */
final class Requests {

  /** With so many unsent answers, a client takes none: a refusal would only fill its queue. */
  static final int MAX_UNSENT_ANSWERS = 16;

  /** After so many refusals in a row, a client ignores them. */
  static final int MAX_REFUSED_IN_A_ROW = 256;

  /** Decides what becomes of one more request. */
  enum Admission {
    /** The request is to be handled. */
    ADMITTED,
    /** The request is not handled, and its client is to be told so. */
    REFUSED,
    /** The request is one too many: the caller must end the connection. */
    EXCESSIVE,
    /** The connection is about to end, or has ended: the request is dropped. */
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

  /** Admits nothing from now on; returns false if that was so before. */
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

  /** Called when a request has been handled, or cannot be. */
  synchronized void handled() {
    pending--;
  }

  /** {@return whether no request waits or is being handled in several turns} */
  synchronized boolean areAllHandled() {
    return pending == 0 && !paused;
  }

  /** {@return how many requests wait} */
  synchronized int pending() {
    return pending;
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

  /** Handles an admitted request, now or after those before it. */
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

  /** Handles no request until {@link #resume()}. */
  void pause() {
    paused = true;
  }

  /** Lets the loop handle the waiting requests, one a task, so that others have their turn. */
  void resume() {
    paused = false;
    ArrayDeque<Runnable> queue = waiting;
    for (int left = queue == null ? 0 : queue.size(); left > 0; left--) {
      connection.loop().execute(connection, this::handleNext);
    }
  }
}
