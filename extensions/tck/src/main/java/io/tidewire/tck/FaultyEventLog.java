package io.tidewire.tck;

import io.tidewire.HubClosedException;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Does in memory what happens to a log whose store is elsewhere: the store goes away and comes
 * back, loses events, begins another epoch. What reads a log is tested with it.
 *
 * <p>It has no thread. Whoever appends, or changes something, calls the sinks, outside of all locks
 * but that of the reading; when an append returns, each has taken the event. After {@link #manual}
 * only {@link #deliver} calls them: the readings are slow, and retention does not wait for them.
 *
 * <p>It keeps to what {@link EventLog} says, but for {@link #redeliver}, {@link #giveForeign} and
 * what a {@link Breach} names. Every method may be called by any thread.
 */
public final class FaultyEventLog implements EventLog {

  /** Something that no log may do. */
  public enum Breach {
    /** Leaves out what was lost, without a word to the readings. */
    SKIPS_SILENTLY,
    /** Goes on with another epoch, without a word to the readings. */
    TURNS_EPOCH_SILENTLY,
    /** Gives each event twice. */
    REPEATS,
    /** Gives what was kept from the newest to the oldest. */
    UNSORTED,
    /** Acknowledges each fifth event without storing it. */
    FORGETS_ACKNOWLEDGED,
    /** Gives events to a reading that was not told where it begins. */
    NO_FIRST_BEGIN,
    /** Gives ephemeral events a position, and keeps them. */
    STORES_EPHEMERAL,
    /**
     * Stores what one thread has appended together, or while the store was away, from last to
     * first.
     */
    REORDERS_ONE_THREAD,
    /** Calls the sink of a reading that was closed. */
    CALLS_SINK_AFTER_CLOSE,
    /** Leaves the stage of {@link EventLog#bounds} open while the store is away. */
    BOUNDS_NEVER_ANSWERS,
    /** Comes to sequences above {@link Position#MAX_SEQUENCE}. */
    SEQUENCE_TOO_HIGH,
    /** Stores again what was appended with the same idempotency key. */
    IGNORES_KEYS
  }

  private final FaultyStore store;

  /** By the lock of the store. */
  private boolean closed;

  /**
   * Creates an empty log that keeps to its contract.
   *
   * @param retained how many events it keeps for readings to come
   */
  public FaultyEventLog(int retained) {
    this(new FaultyStore(retained, null));
  }

  /**
   * Creates an empty log with a fault.
   *
   * @param retained how many events it keeps for readings to come
   * @param breach what it does wrong
   */
  public FaultyEventLog(int retained, Breach breach) {
    this(new FaultyStore(retained, breach));
  }

  private FaultyEventLog(FaultyStore store) {
    this.store = store;
  }

  /**
   * Opens another log on the same store, as another node does. What is lawful or not happens to the
   * store, whichever of its logs is asked for it.
   *
   * @return the log, which is closed by itself
   */
  public FaultyEventLog beside() {
    return new FaultyEventLog(store);
  }

  /**
   * Moves the clock by which idempotency keys are forgotten.
   *
   * @param time how far
   */
  public void advance(Duration time) {
    store.change(() -> store.advance(time));
  }

  /**
   * Takes the store away: appends wait, passing and asking for bounds fail, readings are silent.
   */
  public void goAway() {
    store.change(() -> store.away = true);
  }

  /** Brings the store back: what has waited is stored and given, in its order. */
  public void comeBack() {
    store.change(() -> store.away = false);
  }

  /**
   * Loses events before anybody has seen them: a hole.
   *
   * @param sequences how many sequences it takes, at least 1
   */
  public void loseNext(int sequences) {
    store.change(() -> store.loseNext(sequences));
  }

  /**
   * Loses the newest events, acknowledged or not, whoever has seen them. Their sequences are not
   * given again.
   *
   * @param events how many
   */
  public void loseLast(int events) {
    store.change(() -> store.loseLast(events));
  }

  /**
   * Leaves out sequences that no event has: they need not be dense, and nothing is lost.
   *
   * @param sequences how many
   */
  public void skip(int sequences) {
    store.change(() -> store.skip(sequences));
  }

  /** Begins another epoch, without events. */
  public void newEpoch() {
    store.change(store::newEpoch);
  }

  /**
   * Evicts events, whether all readings have taken them or not.
   *
   * @param sequence the highest that is evicted
   */
  public void evictTo(long sequence) {
    store.change(() -> store.evictTo(sequence));
  }

  /**
   * Fails appends.
   *
   * @param next how many of the next ones
   * @param stored whether the events are stored all the same
   */
  public void failAppends(int next, boolean stored) {
    store.change(() -> store.failAppends(next, stored));
  }

  /** Leaves the calling of sinks to {@link #deliver}. */
  public void manual() {
    store.manual = true;
  }

  /**
   * Gives each reading what is due to it, on the caller's thread; not those whose sink is being
   * called by another.
   *
   * @param events how many of them at most
   */
  public void deliver(int events) {
    store.readings.forEach(reading -> reading.serve(events));
  }

  /** Gives each reading all that is due to it, as {@link #deliver} does. */
  public void deliverAll() {
    deliver(Integer.MAX_VALUE);
  }

  /**
   * Gives each reading its last events once more, which no log may do.
   *
   * @param events how many, of those that are still kept
   */
  public void redeliver(int events) {
    store.change(() -> store.readings.forEach(reading -> reading.goBack(events)));
  }

  /**
   * Gives each reading an event with a position of the epoch before, which no log may do.
   *
   * @param content the event
   */
  public void giveForeign(PublishedEvent.Content content) {
    store.change(() -> store.giveForeign(content));
  }

  @Override
  public List<CompletionStage<Position>> append(List<Entry> entries) {
    List<FaultyStore.Append> appends =
        entries.stream().map(entry -> FaultyStore.Append.of(this, entry)).toList();
    store.change(
        () -> {
          if (!closed) {
            store.waiting.addAll(appends);
          }
        });
    if (isClosed()) {
      appends.forEach(append -> append.answer().completeExceptionally(closedAlready()));
    }
    return appends.stream().<CompletionStage<Position>>map(FaultyStore.Append::answer).toList();
  }

  @Override
  public CompletionStage<Void> pass(PublishedEvent.Content content) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    if (isClosed()) {
      answer.completeExceptionally(closedAlready());
    } else {
      store.change(() -> store.pass(content, answer));
      answer.complete(null);
    }
    return answer;
  }

  @Override
  public AutoCloseable tail(@Nullable Position after, Sink sink) {
    FaultyReading reading = new FaultyReading(store, this, after, sink);
    store.change(
        () -> {
          if (!closed) {
            store.readings.add(reading);
          }
        });
    return reading::close;
  }

  @Override
  public CompletionStage<Bounds> bounds() {
    return isClosed() ? CompletableFuture.failedStage(closedAlready()) : store.askBounds();
  }

  @Override
  public void close() {
    store.change(() -> closed = true);
    store.readings.stream().filter(reading -> reading.isOf(this)).forEach(FaultyReading::close);
    store.withdraw(this).forEach(append -> append.answer().completeExceptionally(closedAlready()));
  }

  private boolean isClosed() {
    return store.locked(() -> closed);
  }

  private static HubClosedException closedAlready() {
    return new HubClosedException("faulty log");
  }
}
