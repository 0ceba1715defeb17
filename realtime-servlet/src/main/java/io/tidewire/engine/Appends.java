package io.tidewire.engine;

import io.tidewire.HubClosedException;
import io.tidewire.LogUnavailableException;
import io.tidewire.TidewireException;
import io.tidewire.window.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many events the log has not answered yet, and how long their publishers wait for that.
 * An event counts until the log has answered, however late. Thread-safe.
 */
final class Appends {

  private final int most;
  private final Duration timeout;
  private final Ticker ticker;
  private final Executor completions;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private volatile @Nullable HubClosedException closed;

  private record Waiting(CompletableFuture<?> answer, long deadline) {

    boolean isAnswered() {
      return answer.isDone();
    }
  }

  /**
   * Creates the bounds.
   *
   * @param most how many events may be under way; publishers that call at the same moment may
   *     exceed it by what each of them appends
   * @param timeout how long a publisher waits
   * @param ticker tells the time
   * @param completions tells publishers that their time is over: what they do then is the
   *     application's code
   */
  Appends(int most, Duration timeout, Ticker ticker, Executor completions) {
    this.most = most;
    this.timeout = timeout;
    this.ticker = ticker;
    this.completions = completions;
  }

  /** Returns the bounds of a hub; each time publishers have waited too long takes a thread. */
  static Appends of(Shared shared) {
    EngineSettings settings = shared.settings();
    ThreadFactory threads = shared.parts().threads();
    return new Appends(
        settings.limits().appends(),
        settings.logTimeout(),
        shared.ticker(),
        task -> threads.newThread(task).start());
  }

  /** {@return how many events one call may append at most} */
  int most() {
    return most;
  }

  /** {@return how many events the log has not answered yet} */
  int underWay() {
    return underWay.get();
  }

  /** {@return whether so many more events may be given to the log} */
  boolean hasRoomFor(int count) {
    return underWay.get() + count <= most;
  }

  /** Returns the log's answer, or one that fails if the log does not give it in time. */
  <T> CompletionStage<T> answer(CompletionStage<T> stage) {
    if (isDone(stage)) {
      return stage;
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    stage.whenComplete(
        (value, failure) -> {
          underWay.decrementAndGet();
          if (failure == null) {
            answer.complete(value);
          } else {
            answer.completeExceptionally(failure);
          }
        });
    // A stage of a log's own may throw above: only what will be counted down is counted.
    underWay.incrementAndGet();
    if (!answer.isDone()) {
      waiting.add(new Waiting(answer, ticker.millis() + timeout.toMillis()));
      failIfClosed();
    }
    return answer;
  }

  /** Asks only futures as such: a stage of a subclass may refuse to tell. */
  static boolean isDone(CompletionStage<?> stage) {
    return stage.getClass() == CompletableFuture.class && ((CompletableFuture<?>) stage).isDone();
  }

  /** Tells those who have waited too long. */
  void sweep() {
    waiting.removeIf(Waiting::isAnswered);
    long now = ticker.millis();
    List<Waiting> overdue = new ArrayList<>();
    for (Waiting oldest = waiting.peek();
        oldest != null && oldest.deadline() <= now;
        oldest = waiting.peek()) {
      // Not by remove(Object), which compares records: the JDK 17 keeps the class of those.
      Waiting taken = waiting.poll();
      if (taken != null) {
        overdue.add(taken);
      }
    }
    if (overdue.isEmpty()) {
      return;
    }
    try {
      completions.execute(() -> fail(overdue, notAnswered()));
    } catch (Throwable e) {
      waiting.addAll(overdue);
      throw e;
    }
  }

  private LogUnavailableException notAnswered() {
    return new LogUnavailableException(
        "the log has not answered within realtime.log.timeout="
            + timeout
            + "; the event may have been stored",
        true,
        null);
  }

  private static void fail(Iterable<Waiting> events, TidewireException failure) {
    events.forEach(event -> event.answer().completeExceptionally(failure));
  }

  /** Fails what the closed log has not answered, since it never will. */
  void close(HubClosedException failure) {
    closed = failure;
    failIfClosed();
  }

  /** Called after a publisher has begun to wait, too: it may have passed its check of the hub. */
  private void failIfClosed() {
    HubClosedException failure = closed;
    if (failure == null) {
      return;
    }
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      next.answer().completeExceptionally(failure);
    }
  }
}
