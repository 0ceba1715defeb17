package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.TopicHistory.Kept;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One topic or pattern of a subscription, and where in it the subscription began. */
final class Interest {

  private final TopicPattern pattern;
  private final boolean isPattern;
  private final @Nullable Position asked;
  private final boolean isResumed;
  private final long from;

  /** How many events of each topic up to {@link #from} belong to it; none when caught up. */
  private int rewind;

  /** The window's count of evictions when losses were last looked for, and told. */
  private long toldEvictions;

  /** The place up to which they were: what lies above it was still to come live. */
  private long toldUpTo;

  /** The highest sequence that was seen to be gone of a pattern's topics by then. */
  private long knownMark;

  private @Nullable Subscription subscription;

  /** The audience that it takes live events with, and its place in there. */
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

  /** Begins above a sequence that no client has named. */
  static Interest above(TopicPattern pattern, long from) {
    return new Interest(pattern, null, false, from, 0);
  }

  /** Goes on behind a cursor. */
  static Interest resumed(TopicPattern pattern, Position cursor) {
    return new Interest(pattern, cursor, true, cursor.sequence(), 0);
  }

  /** Begins with all that is kept, since the client's cursor means nothing here. */
  static Interest startedOver(TopicPattern pattern, Position cursor) {
    return new Interest(pattern, cursor, false, 0, 0);
  }

  /**
   * Begins with the last few events of each topic at or below a place that the loop has reached.
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

  /** Whether it is a pattern, and not the name of one topic. */
  boolean isPattern() {
    return isPattern;
  }

  /** The cursor that the client gave, or null. */
  @Nullable Position asked() {
    return asked;
  }

  /** Whether it goes on behind that cursor. */
  boolean isResumed() {
    return isResumed;
  }

  /** Whether a live event belongs to the subscription. */
  boolean covers(Topic topic, long sequence) {
    return sequence > from && pattern.matches(topic);
  }

  /** Whether a kept event belongs to the subscription; asked under the window's lock. */
  boolean covers(Kept kept) {
    return (kept.sequence > from || (rewind > 0 && kept.isAmongLast(rewind, from)))
        && pattern.matches(kept.history.topic());
  }

  /** A sequence above which all events lie that belong to the subscription. */
  long lowestStart() {
    return rewind > 0 ? 0 : from;
  }

  /** The highest sequence at or below which some event does not belong to it. */
  long highestStart() {
    return from;
  }

  /** Whether the subscription has brought a kept event, or is about to; asked as above. */
  boolean hasPassed(Kept kept, long place) {
    return kept.sequence <= subscription().passed(place) && covers(kept);
  }

  /** A rewind matters only until all has been read up to where the rest began. */
  void caughtUp() {
    rewind = 0;
  }

  /**
   * Whether what is gone of a topic is a loss that the client was not told of.
   *
   * @param history a topic that is covered
   * @param cursor what the client has
   * @param upTo what is asked about
   */
  boolean isNews(TopicHistory history, long cursor, long upTo) {
    long above = isRewoundOver(history) ? cursor : Math.max(cursor, from);
    return isNews(history.evicted(), history.evictedAt(), above, upTo);
  }

  /** Whether the last event that is gone of a topic is among those that the rewind asked for. */
  private boolean isRewoundOver(TopicHistory history) {
    return rewind > 0 && history.evicted() <= from && history.indexAbove(from) < rewind;
  }

  /** The same of a mark that is not one topic's, such as the floor. */
  boolean isNews(long evicted, long evictedAt, long above, long upTo) {
    long known = evictedAt > toldEvictions ? above : Math.max(above, toldUpTo);
    return known < upTo && evicted > known;
  }

  /** Whether what was gone already when losses were last told has become one since. */
  boolean isKnownMarkNews(long cursor, long upTo) {
    return isNews(knownMark, toldEvictions, Math.max(cursor, from), upTo);
  }

  /** A topic of the pattern has lost events up to a sequence. */
  void mark(long evicted) {
    knownMark = Math.max(knownMark, evicted);
  }

  /** The number of evictions up to which losses need not be looked for. */
  long toldEvictions() {
    return toldEvictions;
  }

  /** Evictions up to a number took nothing that belongs to the subscription. */
  void lossesBeginAfter(long evictions) {
    toldEvictions = evictions;
  }

  /** All losses so far, up to a place, are known to the client. */
  void lossesTold(long evictions, long upTo) {
    toldEvictions = evictions;
    toldUpTo = upTo;
  }

  /** Whether some topic belongs to both; goes through them segment by segment, without a copy. */
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
