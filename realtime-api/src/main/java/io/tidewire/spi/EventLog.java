package io.tidewire.spi;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ordered log of a hub. Everything a client sees is read from it.
 *
 * <p><b>Order.</b> Positions become visible in rising order: once a reader has seen N, nothing at
 * or below N appears later. Sequences begin above 0 and need not be dense.
 *
 * <p><b>Retention</b> goes by count and by the time of arrival in the log, never by comparing the
 * clocks of two machines.
 *
 * <p><b>Threads.</b> Every method may be called by several threads at once.
 *
 * <p><b>Closing.</b> After {@link #close()} no sink is called any more and {@link #append} fails.
 */
public interface EventLog extends AutoCloseable {

  /**
   * Appends one event.
   *
   * @param content the event
   * @param idempotencyKey if not null, a repeated append with an equal key within 5 minutes stores
   *     nothing and returns the position of the first
   * @return completes with the position once the event is durable by the log's own standard, and
   *     exceptionally if it was not stored; what was not acknowledged may still have been stored.
   *     What is thrown instead, and null, reach the publisher as a failed stage
   */
  CompletionStage<Position> append(PublishedEvent.Content content, @Nullable String idempotencyKey);

  /**
   * Reads all that is kept above a sequence, and then what is appended, without an end.
   *
   * <p>The sink is called by one thread at a time, in order. A sink that does not return holds up
   * the reading, and in a log in this process the appending.
   *
   * @param after the sequence to begin above, 0 for all that is kept
   * @param sink takes the events
   * @return closes the reading; after that the sink is not called any more
   */
  AutoCloseable tail(long after, Sink sink);

  /** {@return completes with the bounds at some moment after the call; never blocks} */
  CompletionStage<Bounds> bounds();

  /** Ends all reading and frees what the log holds. Idempotent. */
  @Override
  void close();

  /** Takes the events of a {@link #tail}. */
  @FunctionalInterface
  interface Sink {

    /**
     * Takes events that follow directly on the last ones. If it throws, the log goes on with the
     * next events, and tells a publisher who still waits for the acknowledgement that it failed.
     *
     * @param events at least one, in rising order
     */
    void accept(List<PublishedEvent> events);
  }

  /**
   * Describes what a log holds.
   *
   * @param epoch names this life of the log
   * @param evicted the highest sequence that is no longer kept, 0 if all is
   * @param newest the highest sequence that was given, 0 if none
   */
  record Bounds(String epoch, long evicted, long newest) {}
}
