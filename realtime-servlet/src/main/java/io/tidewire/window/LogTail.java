package io.tidewire.window;

import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads the log into the window: first what it has kept, then what arrives. */
public final class LogTail implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LogTail.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Window window;
  private final long newestAtStart;
  private final CompletableFuture<Void> filled = new CompletableFuture<>();
  private final AutoCloseable reading;

  /**
   * Starts reading; returns when the window holds everything that the log had kept.
   *
   * @param log the log
   * @param bounds what it keeps
   * @param window takes the events
   * @throws IllegalStateException if the log does not give them within 30 seconds
   */
  public LogTail(EventLog log, EventLog.Bounds bounds, Window window) {
    this.window = window;
    this.newestAtStart = bounds.newest();
    if (bounds.newest() <= bounds.evicted()) {
      filled.complete(null);
    }
    this.reading =
        Objects.requireNonNull(
            log.tail(bounds.evicted(), this::take),
            () -> log + " returned no handle to close its tail");
    try {
      await(filled);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Takes events; one that cannot be taken is reported to the log, after taking the others. */
  private void take(List<PublishedEvent> events) {
    Throwable failure = null;
    for (PublishedEvent event : events) {
      try {
        take(event);
      } catch (Throwable e) {
        failure = failure == null ? e : failure;
      }
    }
    if (events.get(events.size() - 1).sequence() >= newestAtStart) {
      filled.complete(null);
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new IllegalStateException("an event could not be added to the window", failure);
    }
  }

  private void take(PublishedEvent event) {
    if (event.content().isEphemeral()) {
      window.pass(event.content());
    } else {
      window.accept(event);
    }
  }

  /**
   * Asks a log what it keeps, and waits for the answer.
   *
   * @param log the log
   * @return its bounds
   * @throws IllegalStateException if it does not answer within 30 seconds
   */
  public static EventLog.Bounds bounds(EventLog log) {
    return await(boundsOf(log));
  }

  /**
   * Asks a log what it keeps.
   *
   * @param log the log
   * @return its bounds, or its failure, whether thrown or returned
   */
  public static CompletionStage<EventLog.Bounds> boundsOf(EventLog log) {
    try {
      return Objects.requireNonNull(log.bounds(), () -> log + " returned no stage for its bounds");
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the event log cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the event log", e);
    }
  }

  @Override
  public void close() {
    try {
      reading.close();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "the log's reader did not close", e);
    }
  }
}
