package io.tidewire.window;

import io.tidewire.HubClosedException;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the log of a single node in memory, until its process ends. Each instance is an epoch.
 *
 * <p>Appending calls the readers under the log's lock, which makes the total order.
 */
public final class InMemoryEventLog implements EventLog {

  private static final int MAX_IDEMPOTENCY_KEYS = 100_000;
  private static final int EPOCH_DIGITS = 36 * 36 * 36 * 36 * 36;
  private static final System.Logger LOG = System.getLogger(InMemoryEventLog.class.getName());

  private final String epoch;
  private final int retained;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<PublishedEvent> events = new ArrayDeque<>();
  private final IdempotencyKeys idempotencyKeys = new IdempotencyKeys(MAX_IDEMPOTENCY_KEYS);
  private final List<Sink> sinks = new CopyOnWriteArrayList<>();

  // Written under the lock, the newest first, and read without it the other way round.
  private volatile long newest;
  private volatile long evicted;
  private long lastGiven;
  private boolean closed;

  /**
   * Creates an empty log.
   *
   * @param retained how many events it keeps for readers to come, 0 or more
   * @param ticker tells when idempotency keys expire
   */
  public InMemoryEventLog(int retained, Ticker ticker) {
    this.retained = retained;
    this.ticker = ticker;
    this.epoch =
        Integer.toString(new SecureRandom().nextInt(EPOCH_DIGITS), Character.MAX_RADIX)
            + Long.toString(System.currentTimeMillis() / 1000, Character.MAX_RADIX);
  }

  @Override
  public List<CompletionStage<Position>> append(List<Entry> entries) {
    lock.lock();
    try {
      if (entries.size() == 1) {
        return List.of(append(entries.get(0)));
      }
      List<CompletionStage<Position>> answers = new ArrayList<>(entries.size());
      entries.forEach(entry -> answers.add(append(entry)));
      return answers;
    } finally {
      lock.unlock();
    }
  }

  private CompletionStage<Position> append(Entry entry) {
    if (closed) {
      return CompletableFuture.failedFuture(closedAlready());
    }
    if (entry.content().isEphemeral()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("an ephemeral event is passed, not appended"));
    }
    try {
      String key = entry.idempotencyKey();
      Position stored = key == null ? null : idempotencyKeys.find(key, ticker.millis());
      return CompletableFuture.completedFuture(
          stored == null ? store(entry.content(), key) : stored);
    } catch (Throwable e) {
      // What an append fails with, even an error, is told by its stage.
      return CompletableFuture.failedFuture(e);
    }
  }

  private static HubClosedException closedAlready() {
    return new HubClosedException("in-memory log");
  }

  /** Tells all readers, whatever some of them fail with. */
  @Override
  public CompletionStage<Void> pass(PublishedEvent.Content content) {
    lock.lock();
    try {
      Throwable failure = closed ? closedAlready() : null;
      for (Sink sink : sinks) {
        try {
          sink.pass(content);
        } catch (Throwable e) {
          failure = e;
        }
      }
      return failure == null
          ? CompletableFuture.completedFuture(null)
          : CompletableFuture.failedFuture(failure);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does not store an event that a reader cannot take: its publisher gets the fault. Its sequence
   * is not used again, since another reader may have seen it.
   */
  private Position store(PublishedEvent.Content content, @Nullable String idempotencyKey) {
    PublishedEvent event = new PublishedEvent(new Position(epoch, ++lastGiven), content);
    List<PublishedEvent> batch = List.of(event);
    for (Sink sink : sinks) {
      sink.accept(batch);
    }
    keep(event);
    if (idempotencyKey != null) {
      idempotencyKeys.add(idempotencyKey, event.position(), ticker.millis());
    }
    return event.position();
  }

  private void keep(PublishedEvent event) {
    events.add(event);
    newest = event.sequence();
    if (events.size() > retained) {
      evicted = events.remove().sequence();
    }
  }

  @Override
  public AutoCloseable tail(@Nullable Position after, Sink sink) {
    lock.lock();
    try {
      if (closed) {
        return () -> {};
      }
      sink.begin(boundsNow());
      List<PublishedEvent> kept = new ArrayList<>(events);
      if (after != null && after.epoch().equals(epoch)) {
        kept.removeIf(event -> event.sequence() <= after.sequence());
      }
      if (!kept.isEmpty()) {
        give(sink, List.copyOf(kept));
      }
      sinks.add(sink);
      return () -> end(sink);
    } finally {
      lock.unlock();
    }
  }

  /** Gives what was appended long ago: no publisher is left to be told of a failure. */
  private static void give(Sink sink, List<PublishedEvent> kept) {
    try {
      sink.accept(kept);
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "a reader did not take all that the log has kept", e);
    }
  }

  /** Removes a sink under the lock, so that no append can call it after this returns. */
  private void end(Sink sink) {
    lock.lock();
    try {
      sinks.remove(sink);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CompletionStage<Bounds> bounds() {
    return CompletableFuture.completedFuture(boundsNow());
  }

  /** Without the lock: who appends may hold it until loops have moved, and loops ask for this. */
  private Bounds boundsNow() {
    long lowest = evicted;
    return new Bounds(epoch, lowest, newest);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      sinks.clear();
      events.clear();
      idempotencyKeys.clear();
    } finally {
      lock.unlock();
    }
  }
}
