package io.tidewire.window;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kept events of some interests in log order, by one cursor. Confined to one thread at a
 * time, which hands it to the window for each piece of reading.
 */
public abstract class Reader {

  private long cursor;

  /** Created to read, and dropped when the interests change or are not read any more. */
  private @Nullable Selection selection;

  /** A search for losses that has not ended yet. */
  private @Nullable LossSearch search;

  /**
   * Creates a reader.
   *
   * @param cursor the place above which it begins to read
   */
  protected Reader(long cursor) {
    this.cursor = cursor;
  }

  /** {@return what it reads} */
  protected abstract List<? extends Interest> interests();

  /** {@return the place up to which all events were handed over or told as a gap} */
  public final long cursor() {
    return cursor;
  }

  /**
   * Moves the cursor.
   *
   * @param order the place up to which everything was handed over or told
   */
  public final void advance(long order) {
    cursor = order;
  }

  /**
   * Tells up to which place losses are being searched.
   *
   * @return the place, or {@link Long#MAX_VALUE} if no search is unfinished
   */
  public final long searchedUpTo() {
    LossSearch unfinished = search;
    return unfinished == null ? Long.MAX_VALUE : unfinished.upTo();
  }

  /** Called when the interests have changed, or are not read for now. */
  protected final void forgetReading() {
    selection = null;
    search = null;
  }

  /** {@return the interests, sorted for reading} */
  final Selection selection() {
    Selection made = selection;
    if (made == null) {
      made = new Selection(interests());
      selection = made;
    }
    return made;
  }

  /** {@return the search for losses that has not ended, or null} */
  final @Nullable LossSearch search() {
    return search;
  }

  final void searchOn(@Nullable LossSearch unfinished) {
    search = unfinished;
  }
}
