package io.tidewire.window;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.window.TopicHistory.Kept;

/**
 * Holds one topic or pattern of a reader, where the reader began in it, and what it has been told
 * of losses.
 */
public class Interest {

  private final TopicPattern pattern;
  private final boolean isPattern;
  private final boolean isResumed;
  private long from;

  /** How many events of each topic up to {@link #from} belong to it; none when caught up. */
  private int rewind;

  /** The window's count of evictions when losses were last searched and told. */
  private long toldEvictions;

  /** The place up to which they were: events above it were still to come live. */
  private long toldUpTo;

  /** The highest order of the pattern's topics that was known to be gone by then. */
  private long knownMark;

  /**
   * Creates an interest.
   *
   * @param pattern the topic or pattern
   * @param isResumed whether it begins after a cursor of the client
   * @param from the order above which all events of the pattern belong to it
   * @param rewind how many events of each topic up to there belong to it, too
   */
  protected Interest(TopicPattern pattern, boolean isResumed, long from, int rewind) {
    this.pattern = pattern;
    this.isPattern = pattern.hasWildcard();
    this.isResumed = isResumed;
    this.from = from;
    this.rewind = rewind;
  }

  /** {@return the topic or pattern} */
  public TopicPattern pattern() {
    return pattern;
  }

  /** {@return whether this is a pattern, and not one topic} */
  public boolean isPattern() {
    return isPattern;
  }

  /** {@return whether it resumes after a cursor of the client} */
  public boolean isResumed() {
    return isResumed;
  }

  /**
   * Tells whether a live event belongs to it.
   *
   * @param topic the event's topic
   * @param order the event's order
   * @return whether it does
   */
  public boolean covers(Topic topic, long order) {
    return order > from && pattern.matches(topic);
  }

  /** Tells whether a kept event belongs to it; called under the window's lock. */
  boolean covers(Kept kept) {
    return (kept.order > from || (rewind > 0 && kept.isAmongLast(rewind, from)))
        && pattern.matches(kept.history.topic());
  }

  /** {@return an order above which are all events that belong to it} */
  public long lowestStart() {
    return rewind > 0 ? 0 : from;
  }

  /** {@return the highest order up to which some event does not belong to it} */
  public long highestStart() {
    return from;
  }

  /**
   * Draws the beginning back to a place, since what lay ahead of it is void.
   *
   * @param order the place
   */
  public void beginNoHigherThan(long order) {
    from = Math.min(from, order);
  }

  /** Ends the rewind; called when everything has been read up to where the rest began. */
  public void caughtUp() {
    rewind = 0;
  }

  /**
   * Tells whether a topic has lost events without the client being told.
   *
   * @param history a topic of the interest
   * @param cursor up to where the client has seen the events
   * @param upTo the place up to which losses count
   */
  boolean isNews(TopicHistory history, long cursor, long upTo) {
    long above = isRewoundOver(history) ? cursor : Math.max(cursor, from);
    return isNews(history.evicted(), history.evictedAt(), above, upTo);
  }

  /** {@return whether the last event that a topic has evicted is among those of the rewind} */
  private boolean isRewoundOver(TopicHistory history) {
    return rewind > 0 && history.evicted() <= from && history.indexAbove(from) < rewind;
  }

  /** Does the same for a mark that is not one topic's, such as the floor. */
  boolean isNews(long evicted, long evictedAt, long above, long upTo) {
    long known = evictedAt > toldEvictions ? above : Math.max(above, toldUpTo);
    return known < upTo && evicted > known;
  }

  /** {@return whether a cut is a loss that the client has not been told} */
  boolean isCut(long cut, long cursor) {
    return cut > Math.max(Math.max(cursor, lowestStart()), toldUpTo);
  }

  /** {@return whether an eviction from before losses were last told is a loss by now} */
  boolean isKnownMarkNews(long cursor, long upTo) {
    return isNews(knownMark, toldEvictions, Math.max(cursor, from), upTo);
  }

  /** Records that a topic of the pattern has lost events up to an order. */
  void mark(long evicted) {
    knownMark = Math.max(knownMark, evicted);
  }

  /** {@return the number of evictions up to which losses need not be searched} */
  long toldEvictions() {
    return toldEvictions;
  }

  /** Records that evictions up to a number took nothing that belongs to it. */
  void lossesBeginAfter(long evictions) {
    toldEvictions = evictions;
  }

  /** Records that the client has been told all losses so far, up to a place. */
  void lossesTold(long evictions, long upTo) {
    toldEvictions = evictions;
    toldUpTo = upTo;
  }
}
