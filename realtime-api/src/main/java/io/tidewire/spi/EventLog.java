package io.tidewire.spi;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The ordered log of a hub. Everything a client sees is read from it. It may be in this process or
 * elsewhere; several nodes may have a log on the same store, and then see one order.
 *
 * <p><b>Order.</b> Positions become visible in rising order: once a reader has seen N, nothing at
 * or below N appears later, and no position is given twice. Sequences begin above 0 and are at most
 * {@link Position#MAX_SEQUENCE}; they need not be dense. An append that is called after another has
 * returned, by whichever thread, comes after it, whether its answer is there or not.
 *
 * <p><b>Epoch.</b> It names the log, not a process: it survives restarts and failovers of a store.
 * Writes that a store has lost are a hole ({@link Sink#begin}), not a new epoch.
 *
 * <p><b>Retention</b> goes by count and by the time of arrival in the log, never by comparing the
 * clocks of two machines.
 *
 * <p><b>Away.</b> A log whose store cannot be reached keeps trying by itself. Meanwhile appends
 * wait in their order, or fail; readings wait; {@link #bounds} fails within two seconds. No method
 * waits for the store.
 *
 * <p><b>Threads.</b> Every method may be called by several threads at once. Stages may be completed
 * by a thread of the log.
 *
 * <p><b>Closing.</b> After {@link #close} no sink is called any more, appends fail, those under way
 * fail if they are not stored, and no thread of the log is left one second later.
 */
public interface EventLog extends AutoCloseable {

  /**
   * Appends events in their order. Those of other threads may come to lie between them, and each
   * succeeds or fails by itself, but none becomes visible before those in front of it.
   *
   * @param entries at least one, none of them ephemeral
   * @return a stage for each entry, which completes with its position once the event is durable by
   *     the log's own standard, and exceptionally if it was not stored; what was not acknowledged
   *     may still have been stored. What is thrown instead, null and a list that is too short reach
   *     the publishers as failed stages
   */
  List<CompletionStage<Position>> append(List<Entry> entries);

  /**
   * Hands an ephemeral event to whoever reads at this moment, on all nodes: it gets no position, is
   * kept nowhere, moves no bounds, and may be lost. Those of one thread keep the order of its calls
   * among each other; against appends no order is promised.
   *
   * @param content the event
   * @return completes once it was passed on, exceptionally if it was not
   */
  CompletionStage<Void> pass(PublishedEvent.Content content);

  /**
   * Reads what is kept above a position, and then what is appended, without an end. Returns at
   * once, also while the store is away, and may call the sink before it returns.
   *
   * @param after the position to begin above; null for all that is kept. One of another epoch is as
   *     null, one that is ahead of the log as its newest
   * @param sink takes what is read
   * @return closes the reading; when that returns, the sink is not called any more
   */
  AutoCloseable tail(@Nullable Position after, Sink sink);

  /**
   * {@return completes with the bounds at some moment after the call, and exceptionally within two
   * seconds while the store is away}
   */
  CompletionStage<Bounds> bounds();

  /** Ends all reading and frees what the log holds. Idempotent. */
  @Override
  void close();

  /**
   * An event to be appended.
   *
   * @param content the event
   * @param idempotencyKey if not null, at most 160 characters: an append with an equal key within 5
   *     minutes of the first, by whichever node, stores nothing and gives the position of the
   *     first. What stands in front of its first dot is its scope: a log that bounds the number of
   *     keys forgets the oldest of the scope that has most, so that no client can make it forget
   *     others'
   */
  record Entry(PublishedEvent.Content content, @Nullable String idempotencyKey) {

    /** The number of characters that an idempotency key may have. */
    public static final int MAX_KEY_LENGTH = 160;

    /**
     * Checks the key.
     *
     * @param content the event
     * @param idempotencyKey the key, or null
     * @throws IllegalArgumentException if the key is too long
     */
    public Entry {
      Objects.requireNonNull(content, "content");
      if (idempotencyKey != null && idempotencyKey.length() > MAX_KEY_LENGTH) {
        throw new IllegalArgumentException(
            "idempotency key: %d characters, at most %d are allowed"
                .formatted(idempotencyKey.length(), MAX_KEY_LENGTH));
      }
    }
  }

  /**
   * Takes what a {@link #tail} reads.
   *
   * <p>One call at a time, each seeing all that the ones before it did, though not always by the
   * same thread. Calls may be held up for as long as this node's loops are behind; that holds up
   * the reading, and in a log in this process the appending, but nothing else of the log: neither
   * its connections nor other readings time out over it. A log whose retention overtakes a reading
   * that is held up tells it so by {@link #begin}.
   *
   * <p>If a call throws, the log goes on with the next, and tells a publisher who still waits for
   * the acknowledgement of that event that it failed.
   */
  interface Sink {

    /**
     * Says what the next call of {@link #accept} follows on. The first call of a reading, and
     * called again whenever what comes does not follow directly on what was given: after a hole, or
     * with another epoch.
     *
     * <p>Within the same epoch nothing at or below {@code bounds.evicted()} that was not given will
     * be given any more; a reader that had come less far has lost what lies between. With another
     * epoch all positions given before are void.
     *
     * @param bounds the log's bounds now
     */
    void begin(Bounds bounds);

    /**
     * Takes events that follow directly on the last ones, or on {@link #begin}.
     *
     * @param events at least one, in rising order, all of the epoch of the last {@link #begin} and
     *     above its {@code evicted}
     */
    void accept(List<PublishedEvent> events);

    /**
     * Takes an ephemeral event.
     *
     * @param content the event
     */
    void pass(PublishedEvent.Content content);
  }

  /**
   * What a log holds.
   *
   * @param epoch names the log
   * @param evicted the highest sequence that is no longer kept, or was lost; 0 if neither
   * @param newest the highest sequence that was given, 0 if none
   */
  record Bounds(String epoch, long evicted, long newest) {

    /**
     * Checks the bounds.
     *
     * @param epoch names the log
     * @param evicted the highest sequence that is no longer kept, or was lost; 0 if neither
     * @param newest the highest sequence that was given, 0 if none
     * @throws IllegalArgumentException if the epoch is malformed, or the sequences are not in order
     *     or out of range
     */
    public Bounds {
      Position checked = new Position(epoch, newest);
      if (evicted < 0 || evicted > checked.sequence()) {
        throw new IllegalArgumentException("evicted " + evicted + " and newest " + newest);
      }
    }
  }
}
