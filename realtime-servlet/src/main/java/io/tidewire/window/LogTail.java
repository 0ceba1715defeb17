package io.tidewire.window;

import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log into the window: first what it has kept, then what arrives. Drops and counts what
 * does not belong there, so that a log that repeats itself repeats nothing to clients.
 *
 * <p>The log calls the methods of a sink, one at a time; any thread may call the others.
 */
public final class LogTail implements EventLog.Sink, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LogTail.class.getName());

  private final Window window;
  private final Ticker ticker;
  private final Ahead ahead;
  private final long createdAt;
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong foreign = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();
  private volatile boolean filled;
  private @Nullable AutoCloseable reading;

  // By the calls of the log alone.
  private @Nullable String epoch;
  private EventLog.@Nullable Bounds owedBegin;

  /** The highest sequence of the epoch that could not be taken, until that is told. */
  private long missed;

  private long fillTo;

  /**
   * Creates a reader.
   *
   * @param window takes the events
   * @param ticker tells how long the window has been waiting for the log
   */
  public LogTail(Window window, Ticker ticker) {
    this.window = window;
    this.ticker = ticker;
    this.ahead = new Ahead(window, ticker);
    this.createdAt = ticker.millis();
  }

  /**
   * Starts reading, which may go on after this has returned. Called once.
   *
   * @param log the log
   */
  public void read(EventLog log) {
    ahead.ask(log);
    reading =
        Objects.requireNonNull(
            log.tail(null, this), () -> log + " returned no handle to close its tail");
  }

  @Override
  public void begin(EventLog.Bounds bounds) {
    if (!bounds.epoch().equals(announced())) {
      missed = 0;
    }
    owedBegin = bounds;
    settle();
    seeHowFar();
  }

  /** {@return the epoch that the log has named last, whether the window has begun it or not} */
  private @Nullable String announced() {
    EventLog.Bounds bounds = owedBegin;
    return bounds == null ? epoch : bounds.epoch();
  }

  /**
   * Begins, or cuts, as far as that is due. What an error interrupts is done before the next event,
   * so that no event follows a loss that nobody is told of.
   */
  private void settle() {
    EventLog.Bounds bounds = owedBegin;
    if (bounds != null) {
      goOn(bounds.epoch(), bounds.evicted());
      fillTo = window.orderOf(bounds.newest());
      owedBegin = null;
    }
    String present = epoch;
    if (missed > 0 && present != null) {
      goOn(present, missed);
    }
    missed = 0;
  }

  /** Goes on above a sequence; if that is further than what has come, or elsewhere, by a cut. */
  private void goOn(String next, long sequence) {
    boolean isFirst = epoch == null;
    if (!next.equals(epoch) || window.orderOf(sequence) > window.newest()) {
      window.cut(next, sequence);
      boolean isNewEpoch = !next.equals(epoch);
      epoch = next;
      cuts.addAndGet(isFirst ? 0 : 1);
      if (isNewEpoch) {
        ahead.release();
      }
    }
  }

  private void seeHowFar() {
    if (owedBegin == null && window.newest() >= fillTo) {
      filled = true;
    }
    ahead.reached(window.newest());
  }

  /**
   * Takes events; one that cannot be taken is reported to the log, after taking the others, and is
   * a loss to all clients.
   */
  @Override
  public void accept(List<PublishedEvent> events) {
    if (announced() == null) {
      throw new IllegalStateException("the log gave events before it said where they begin");
    }
    Throwable failure = null;
    for (int i = 0; i < events.size(); i++) {
      PublishedEvent event = events.get(i);
      try {
        settle();
        take(event);
      } catch (Throwable e) {
        missed(event);
        failure = failure == null ? e : failure;
      }
    }
    seeHowFar();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new IllegalStateException("an event could not be added to the window", failure);
    }
  }

  private void missed(PublishedEvent event) {
    if (event.position().epoch().equals(announced())) {
      missed = Math.max(missed, event.sequence());
    }
  }

  /** A jump upwards is no hole: sequences need not be dense. */
  private void take(PublishedEvent event) {
    if (!event.position().epoch().equals(epoch)) {
      foreign.incrementAndGet();
    } else if (window.orderOf(event.sequence()) <= window.newest()) {
      duplicates.incrementAndGet();
    } else {
      window.accept(event);
    }
  }

  @Override
  public void pass(PublishedEvent.Content content) {
    window.pass(content);
  }

  /** {@return whether the window holds all that the log had kept when it was first read} */
  public boolean isFilled() {
    return filled;
  }

  /** {@return how long the window has been waiting to be filled; zero once it is} */
  public Duration emptyFor() {
    return filled ? Duration.ZERO : Duration.ofMillis(ticker.millis() - createdAt);
  }

  /** {@return how many events were dropped since they had come before, or out of order} */
  public long duplicates() {
    return duplicates.get();
  }

  /** {@return how many events were dropped since they were not of the epoch that the log named} */
  public long foreign() {
    return foreign.get();
  }

  /** {@return how often the log has begun anew, after a hole or with another epoch} */
  public long cuts() {
    return cuts.get();
  }

  /**
   * Finds out how far the log goes, for a client's cursor that is ahead of this node: waits for a
   * moment whether its event arrives, and then asks the log.
   *
   * @param order the order of the cursor
   * @return completes with an order up to which the log goes, {@link Long#MAX_VALUE} if it does not
   *     say, and never exceptionally; by any thread, so what depends on it must do no more than
   *     enqueue
   */
  public CompletionStage<Long> newestInLog(long order) {
    return ahead.newestInLog(order);
  }

  /** Asks the log for the cursors that have waited long enough; called regularly. */
  public void sweep() {
    ahead.sweep();
  }

  /** {@return how many cursors were taken at their word, since the log did not answer for them} */
  public long believed() {
    return ahead.believed();
  }

  /** {@return why the log did not answer for a cursor, if it has said so} */
  public @Nullable Throwable boundsFailure() {
    return ahead.failure();
  }

  @Override
  public void close() {
    AutoCloseable open = reading;
    try {
      if (open != null) {
        open.close();
      }
    } catch (Throwable e) {
      // A log is not ours, and what it fails with here must not keep the hub from its end.
      LOG.log(System.Logger.Level.WARNING, "the log's reader did not close", e);
    }
    ahead.close();
  }
}
