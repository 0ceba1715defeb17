package io.tidewire.window;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Searches for events that a reader has lost without its client being told. Guarded by the window.
 *
 * <h2>How it is cut into pieces</h2>
 *
 * The search goes through the topics from the one that evicted last back to where the client knows
 * all. When its effort is spent it remembers where it is. Topics that evict in the meantime move to
 * the end of the order, above where the search began; so at its end it looks at those, until none
 * is left.
 */
final class LossSearch {

  private final Reader reader;
  private final long upTo;

  /** The number of evictions above which the loop may not have passed the events. */
  private final long passed;

  private final long cut;

  private final Set<Interest> lost = new LinkedHashSet<>();
  private long done;
  private long end;
  private long at;

  /**
   * @param upTo the loop's place: evicted events above it may still come live
   * @param passed the number of evictions when the event at that place arrived
   * @param cut the last cut up to that place, which nobody remembers once the loop is past another
   */
  LossSearch(Reader reader, long upTo, long passed, long cut, Evictions evictions) {
    this.reader = reader;
    this.upTo = upTo;
    this.passed = passed;
    this.cut = cut;
    this.end = evictions.count();
    this.at = end;
    this.done = patterns().stream().mapToLong(Interest::toldEvictions).reduce(end, Math::min);
  }

  private List<Interest> patterns() {
    return reader.selection().patterns();
  }

  /** {@return the place up to which losses are searched} */
  long upTo() {
    return upTo;
  }

  /** Continues the search; returns false if the effort was spent before the end. */
  boolean goOn(Evictions evictions, Effort effort) {
    while (done < evictions.count()) {
      if (done == end) {
        end = evictions.count();
        at = end;
      }
      if (!lookBack(evictions, effort)) {
        return false;
      }
      done = end;
    }
    return true;
  }

  private boolean lookBack(Evictions evictions, Effort effort) {
    TopicHistory history = evictions.lastUpTo(at);
    while (history != null && history.evictedAt() > done && !isDecided(history, evictions)) {
      if (!effort.spend(patterns().size())) {
        at = history.evictedAt();
        return false;
      }
      look(history);
      history = history.older();
    }
    return true;
  }

  /** {@return whether topics that evicted no later than this one can add nothing more} */
  private boolean isDecided(TopicHistory history, Evictions evictions) {
    return lost.size() == patterns().size()
        && (history.evictedAt() <= passed || evictions.highest() <= upTo);
  }

  private void look(TopicHistory history) {
    for (Interest interest : patterns()) {
      if (interest.pattern().matches(history.topic())) {
        if (interest.isNews(history, reader.cursor(), upTo)) {
          lost.add(interest);
        }
        interest.mark(history.evicted());
      }
    }
  }

  /** Returns the interests that have lost events, which count as told from now on. */
  List<Interest> take(History history) {
    for (Interest interest : reader.selection().topics()) {
      if (history.hasLost(interest, reader.cursor(), upTo)) {
        lost.add(interest);
      }
    }
    for (Interest interest : reader.interests()) {
      if (interest.isCut(cut, reader.cursor())) {
        lost.add(interest);
      }
    }
    Evictions evictions = history.evictions();
    for (Interest interest : patterns()) {
      long above = Math.max(reader.cursor(), interest.lowestStart());
      if (interest.isKnownMarkNews(reader.cursor(), upTo)
          || interest.isNews(evictions.floor(), evictions.floorEvictedAt(), above, upTo)) {
        lost.add(interest);
      }
    }
    reader.interests().forEach(interest -> interest.lossesTold(evictions.count(), upTo));
    return List.copyOf(lost);
  }
}
