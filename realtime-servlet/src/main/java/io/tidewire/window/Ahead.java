package io.tidewire.window;

import io.tidewire.Position;
import io.tidewire.spi.EventLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the log has what clients name ahead of this node. For any thread.
 *
 * <h2>Waiting, asking, believing</h2>
 *
 * Most such events arrive at this node a moment later, so it waits for that first. Then it asks the
 * log, once for all who wait. If the log does not answer, the cursor is taken at its word: what the
 * log may have lost of it lies below a cut that is still to come, and that tells the client. The
 * opposite would send again what the client has seen, behind a gap that is none.
 */
final class Ahead {

  private static final long PATIENCE_MILLIS = 100;
  private static final long TIMEOUT_MILLIS = 2_000;

  /** What is told of a log that does not say how far it goes. */
  private static final long AT_ITS_WORD = Long.MAX_VALUE;

  private static final long NOBODY = Long.MAX_VALUE;

  /** Waits for an order; of several who wait for the same, the first comes first. */
  private record Waiter(long order, long number, long since, CompletableFuture<Long> answer) {
    static final Comparator<Waiter> LOWEST_FIRST =
        Comparator.comparingLong(Waiter::order).thenComparingLong(Waiter::number);

    boolean isDone() {
      return answer.isDone();
    }
  }

  /** One call of the log, and who waits for its answer. */
  private record Question(List<Waiter> waiters, long askedAt) {}

  // Set at construction.
  private final Window window;
  private final Ticker ticker;

  // Touched by any thread.
  private final AtomicLong believed = new AtomicLong();
  private volatile @Nullable EventLog log;
  private volatile @Nullable Throwable failure;

  /** The lowest order that is waited for. */
  private volatile long lowest = NOBODY;

  // By the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Waiter> waiting = new PriorityQueue<>(Waiter.LOWEST_FIRST);

  /** Those that no question has been asked for, in the order in which they came. */
  private List<Waiter> unasked = new ArrayList<>();

  private @Nullable Question question;
  private long waiters;
  private boolean closed;

  Ahead(Window window, Ticker ticker) {
    this.window = window;
    this.ticker = ticker;
  }

  /** Sets whom to ask. */
  void ask(EventLog source) {
    log = source;
  }

  /**
   * Finds out how far the log goes, for an order that this node has not come to.
   *
   * @return completes with an order up to which the log goes, and never exceptionally; by any
   *     thread, so what depends on it must do no more than enqueue
   */
  CompletionStage<Long> newestInLog(long order) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    if (!add(order, answer)) {
      return CompletableFuture.completedStage(AT_ITS_WORD);
    }
    // The window takes an event, then looks who waits; here it is the other way round.
    reached(window.newest());
    return answer;
  }

  private boolean add(long order, CompletableFuture<Long> answer) {
    lock.lock();
    try {
      if (!closed) {
        Waiter waiter = new Waiter(order, waiters++, ticker.millis(), answer);
        waiting.add(waiter);
        unasked.add(waiter);
        lowest = waiting.element().order;
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Called when this node has come to an order. */
  void reached(long newest) {
    while (newest >= lowest) {
      Waiter next = takeUpTo(newest);
      if (next != null) {
        next.answer.complete(newest);
      }
    }
  }

  private @Nullable Waiter takeUpTo(long order) {
    lock.lock();
    try {
      Waiter first = waiting.peek();
      if (first == null || first.order > order) {
        return null;
      }
      waiting.remove();
      seeWhoIsLowest();
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void seeWhoIsLowest() {
    Waiter first = waiting.peek();
    lowest = first == null ? NOBODY : first.order;
  }

  /** Asks for those who have waited long enough; called regularly. */
  void sweep() {
    if (lowest == NOBODY) {
      return;
    }
    Question overdue = takeOverdue();
    if (overdue != null) {
      answer(overdue, AT_ITS_WORD, null);
    }
    Question next = nextQuestion();
    if (next != null) {
      bounds().whenComplete((bounds, failed) -> answered(next, bounds, failed));
    }
  }

  private @Nullable Question takeOverdue() {
    lock.lock();
    try {
      Question asked = question;
      if (asked == null || ticker.millis() - asked.askedAt < TIMEOUT_MILLIS) {
        return null;
      }
      question = null;
      return asked;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Question nextQuestion() {
    lock.lock();
    try {
      unasked.removeIf(Waiter::isDone);
      long now = ticker.millis();
      if (question != null || unasked.isEmpty() || now - unasked.get(0).since < PATIENCE_MILLIS) {
        return null;
      }
      Question next = new Question(unasked, now);
      unasked = new ArrayList<>();
      question = next;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** {@return the log's bounds, or its failure, whether thrown or returned} */
  private CompletionStage<EventLog.Bounds> bounds() {
    try {
      EventLog asked = Objects.requireNonNull(log, "no log is being read");
      return Objects.requireNonNull(
          asked.bounds(), () -> asked + " returned no stage for its bounds");
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void answered(
      Question asked, EventLog.@Nullable Bounds bounds, @Nullable Throwable failed) {
    if (!isStillOpen(asked)) {
      return;
    }
    long newest = -1;
    if (bounds != null) {
      Position last = new Position(bounds.epoch(), bounds.newest());
      newest = window.orderOf(last, window.newest());
    }
    // Of another epoch than this node is in: there, too, the cut is still to come.
    answer(asked, newest < 0 ? AT_ITS_WORD : newest, failed);
  }

  private boolean isStillOpen(Question asked) {
    lock.lock();
    try {
      boolean open = isOpen(asked);
      question = open ? null : question;
      return open;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // two questions may say the same
  private boolean isOpen(Question asked) {
    return question == asked;
  }

  private void answer(Question asked, long newest, @Nullable Throwable failed) {
    for (Waiter waiter : asked.waiters) {
      if (waiter.answer.complete(newest) && newest == AT_ITS_WORD) {
        failure = failed;
        believed.incrementAndGet();
      }
    }
    lock.lock();
    try {
      waiting.removeIf(Waiter::isDone);
      seeWhoIsLowest();
    } finally {
      lock.unlock();
    }
  }

  /** Takes all who wait at their word: what they name is void, and a cut says so. */
  void release() {
    Waiter next;
    while ((next = takeUpTo(Long.MAX_VALUE)) != null) {
      next.answer.complete(AT_ITS_WORD);
    }
  }

  /** Takes all at their word from now on. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    release();
  }

  /** {@return how many cursors were taken at their word, since the log did not answer for them} */
  long believed() {
    return believed.get();
  }

  /** {@return why the log did not answer when it was asked last, if it has said so} */
  @Nullable Throwable failure() {
    return failure;
  }
}
