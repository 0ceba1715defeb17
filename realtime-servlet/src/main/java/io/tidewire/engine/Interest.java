package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.TopicHistory.Kept;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds one topic or pattern of a subscription, and where the subscription began in it. */
final class Interest {

  private final TopicPattern pattern;
  private final boolean isPattern;
  private final @Nullable Position asked;
  private final boolean isResumed;
  private final long from;

  /** How many events of each topic up to {@link #from} belong to it; none when caught up. */
  private int rewind;

  /** The window's count of evictions when losses were last searched and told. */
  private long toldEvictions;

  /** The place up to which they were: events above it were still to come live. */
  private long toldUpTo;

  /** The highest sequence of the pattern's topics that was known to be gone by then. */
  private long knownMark;

  private @Nullable Subscription subscription;

  /** The audience with which it takes live events, and its slot in that. */
  private @Nullable Audience audience;

  private int slot;

  private Interest(
      TopicPattern pattern, @Nullable Position asked, boolean isResumed, long from, int rewind) {
    this.pattern = pattern;
    this.isPattern = pattern.hasWildcard();
    this.asked = asked;
    this.isResumed = isResumed;
    this.from = from;
    this.rewind = rewind;
  }

  /** Returns an interest that begins above a sequence that the client has not named. */
  static Interest above(TopicPattern pattern, long from) {
    return new Interest(pattern, null, false, from, 0);
  }

  /** Returns an interest that resumes after a cursor. */
  static Interest resumed(TopicPattern pattern, Position cursor) {
    return new Interest(pattern, cursor, true, cursor.sequence(), 0);
  }

  /** Returns an interest in all that is kept, since the client's cursor is of no use here. */
  static Interest startedOver(TopicPattern pattern, Position cursor) {
    return new Interest(pattern, cursor, false, 0, 0);
  }

  /**
   * Returns an interest that begins with the last few events of each topic up to a place that the
   * loop has reached.
   */
  static Interest rewound(TopicPattern pattern, int events, long place) {
    return new Interest(pattern, null, false, place, events);
  }

  void belongTo(Subscription owner) {
    subscription = owner;
  }

  Subscription subscription() {
    return Objects.requireNonNull(subscription, "subscription");
  }

  @Nullable Audience audience() {
    return audience;
  }

  int slot() {
    return slot;
  }

  void sitIn(@Nullable Audience in, int at) {
    audience = in;
    slot = at;
  }

  TopicPattern pattern() {
    return pattern;
  }

  /** {@return whether this is a pattern, and not one topic} */
  boolean isPattern() {
    return isPattern;
  }

  /** {@return the cursor that the client gave, or null} */
  @Nullable Position asked() {
    return asked;
  }

  /** {@return whether it resumes after that cursor} */
  boolean isResumed() {
    return isResumed;
  }

  /** {@return whether a live event belongs to the subscription} */
  boolean covers(Topic topic, long sequence) {
    return sequence > from && pattern.matches(topic);
  }

  /** Tells whether a kept event belongs to the subscription; called under the window's lock. */
  boolean covers(Kept kept) {
    return (kept.sequence > from || (rewind > 0 && kept.isAmongLast(rewind, from)))
        && pattern.matches(kept.history.topic());
  }

  /** {@return a sequence above which are all events that belong to the subscription} */
  long lowestStart() {
    return rewind > 0 ? 0 : from;
  }

  /** {@return the highest sequence up to which some event does not belong to the subscription} */
  long highestStart() {
    return from;
  }

  /** Tells whether the subscription has delivered a kept event, or is about to; called as above. */
  boolean hasPassed(Kept kept, long place) {
    return kept.sequence <= subscription().passed(place) && covers(kept);
  }

  /** Ends the rewind, when everything has been read up to where the rest began. */
  void caughtUp() {
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

  /** {@return whether an eviction from before losses were last told is a loss by now} */
  boolean isKnownMarkNews(long cursor, long upTo) {
    return isNews(knownMark, toldEvictions, Math.max(cursor, from), upTo);
  }

  /** Records that a topic of the pattern has lost events up to a sequence. */
  void mark(long evicted) {
    knownMark = Math.max(knownMark, evicted);
  }

  /** {@return the number of evictions up to which losses need not be searched} */
  long toldEvictions() {
    return toldEvictions;
  }

  /** Records that evictions up to a number took nothing that belongs to the subscription. */
  void lossesBeginAfter(long evictions) {
    toldEvictions = evictions;
  }

  /** Records that the client has been told all losses so far, up to a place. */
  void lossesTold(long evictions, long upTo) {
    toldEvictions = evictions;
    toldUpTo = upTo;
  }

  /** Tells whether some topic belongs to both; compares segment by segment, without a copy. */
  boolean overlaps(Interest other) {
    return overlap(pattern.text(), other.pattern.text());
  }

  private static boolean overlap(String one, String other) {
    if ((isSystem(one) && isWild(other, 0)) || (isSystem(other) && isWild(one, 0))) {
      return false;
    }
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      if (one.startsWith("**", i) || other.startsWith("**", j)) {
        return true;
      }
      int oneEnd = segmentEnd(one, i);
      int otherEnd = segmentEnd(other, j);
      if (!isWild(one, i)
          && !isWild(other, j)
          && (oneEnd - i != otherEnd - j || !one.regionMatches(i, other, j, oneEnd - i))) {
        return false;
      }
      i = oneEnd + 1;
      j = otherEnd + 1;
    }
    return i > one.length() && j > other.length();
  }

  private static boolean isSystem(String pattern) {
    return pattern.charAt(0) == '$';
  }

  private static boolean isWild(String pattern, int at) {
    return pattern.charAt(at) == '*';
  }

  private static int segmentEnd(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }
}
