package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.HistoryModel.Fact;
import io.tidewire.engine.HistoryModel.Told;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One subscribe request: what it covers, and what its client has got of that. */
final class WatchedRequest {

  final List<Watch> watches = new ArrayList<>();

  /** The numbers of the events. */
  final Set<Integer> seen = new HashSet<>();

  long last;

  /** The order of the last event. */
  long lastEvent;

  /** How many events the log had given when it was allowed. */
  private int givenThen;

  /** Whether it was served at once, at the place where it was taken up. */
  private boolean isServedAtOnce;

  /** A topic that is wished twice is wished as the last one says. */
  WatchedRequest(HistoryModel model, SubscribeRequest request) {
    Map<TopicPattern, SubscribeRequest.Wish> wishes = new LinkedHashMap<>();
    request.wishes().forEach(wish -> wishes.put(wish.pattern(), wish));
    wishes.values().forEach(wish -> watches.add(new Watch(model, wish)));
  }

  void isAllowed(int given) {
    givenThen = given;
  }

  /** The order of the highest cursor, for a loop at a place. */
  long highest(HistoryModel model, long place) {
    return watches.stream()
        .map(watch -> watch.asked)
        .filter(asked -> asked != null)
        .mapToLong(asked -> model.order(asked, place).orElse(0))
        .max()
        .orElse(0);
  }

  /** The loop takes up the request at a place, the log being known to go up to another. */
  void join(long place, long inLog) {
    watches.forEach(watch -> watch.join(place, inLog));
  }

  boolean served(boolean atOnce) {
    isServedAtOnce = atOnce;
    return atOnce;
  }

  /** Its losses are known; the loop may have come to another place meanwhile. */
  void joined(long place) {
    watches.forEach(watch -> watch.joined(isServedAtOnce ? watch.joined.place() : place));
  }

  /** Whether an event belongs to it; of a rewind, nothing does any more once it was caught up. */
  boolean expects(Fact fact) {
    return watches.stream().anyMatch(watch -> watch.isActive() && watch.expects(fact))
        && (fact.isPlain || fact.given >= givenThen);
  }

  /** One topic or pattern of the request. */
  static final class Watch {
    final SubscribeRequest.Wish wish;
    final @Nullable Position asked;
    final List<Told> gaps = new ArrayList<>();
    private final HistoryModel model;
    boolean confirmed;
    boolean ended;
    private boolean caughtUp;
    boolean mustHaveGap;
    boolean mayHaveGap;
    boolean joinGapIsDue;
    Told joined = Told.NOTHING;
    private long start;

    /** The epoch of the start, which says nothing of those that follow. */
    private int epoch;

    private Map<Topic, Long> starts = Map.of();

    Watch(HistoryModel model, SubscribeRequest.Wish wish) {
      this.model = model;
      this.wish = wish;
      this.asked = wish.start().cursor;
    }

    TopicPattern pattern() {
      return wish.pattern();
    }

    boolean isActive() {
      return confirmed && !ended;
    }

    private void join(long place, long inLog) {
      joined = new Told(model.step(), place);
      epoch = model.epochAt(place);
      if (asked != null) {
        OptionalLong order = model.order(asked, place);
        boolean isKnown = order.isPresent() && order.getAsLong() <= inLog;
        start = isKnown ? order.getAsLong() : 0;
        mustHaveGap = !isKnown || model.hasLost(pattern(), start, place) || isCutBetween(0, place);
        mayHaveGap = !isKnown || mayHaveLost(place);
        return;
      }
      start = wish.start().kind == StartFrom.Kind.BEGINNING ? 0 : place;
      if (wish.start().kind == StartFrom.Kind.REWIND) {
        starts = model.rewind(pattern(), wish.start().rewind, place);
      }
    }

    /** What went while losses were looked for is known as well. */
    private void joined(long place) {
      joined = new Told(model.step(), place, joined.surely());
      if (asked == null) {
        gaps.add(joined);
      }
      mayHaveGap |= asked != null && mayHaveLost(place);
    }

    private boolean mayHaveLost(long place) {
      return model.mayHaveLost(pattern(), start, Told.NOTHING) || isCutBetween(0, place);
    }

    void isLiveAt(long place) {
      caughtUp |= place >= start;
    }

    boolean covers(Fact fact) {
      return pattern().matches(fact.topic)
          && isAbove(fact.order, fact.epoch, starts.getOrDefault(fact.topic, start));
    }

    /** A start that is ahead of its epoch's end is not ahead of the next epoch. */
    private boolean isAbove(long order, int ofEpoch, long from) {
      return ofEpoch > epoch || order > from;
    }

    /**
     * Without a place it belongs to all who listen, wherever their cursors are. What lies before an
     * epoch that the client was told of belongs to nobody.
     */
    private boolean expects(Fact fact) {
      if (!fact.isPlain) {
        return pattern().matches(fact.topic);
      }
      return covers(fact)
          && (!caughtUp || isAbove(fact.order, fact.epoch, start))
          && fact.epoch >= model.epochAt(toldUpTo());
    }

    Told lastTold() {
      return gaps.isEmpty() ? Told.NOTHING : gaps.get(gaps.size() - 1);
    }

    /** Up to where the client knows of losses. */
    private long toldUpTo() {
      return gaps.stream().mapToLong(Told::place).reduce(joined.place(), Math::max);
    }

    /** Whether there may be a reason for a gap that is told at a place. */
    boolean mayHaveLost(long above, Told told, long place) {
      return model.mayHaveLost(pattern(), above, told)
          || isCutBetween(Math.max(above, told.surely()), place);
    }

    /** Whether there is a cut above its start, too. */
    private boolean isCutBetween(long above, long upTo) {
      return model.cuts().stream()
          .anyMatch(
              cut ->
                  cut.order() > above
                      && cut.order() <= upTo
                      && isAbove(cut.order(), cut.epoch(), start));
    }

    /** Whether the client has come to an order without being told of a cut below it. */
    boolean hasCrossedSilently(long order) {
      return isCutBetween(toldUpTo(), order);
    }

    /** Whether the client was told that an event may be missing, after it had gone. */
    boolean isExcused(Fact fact) {
      return isExcused(model, fact, gaps);
    }

    static boolean isExcused(HistoryModel model, Fact fact, List<Told> gaps) {
      return gaps.stream()
          .anyMatch(
              gap ->
                  (fact.evictedAt <= gap.step() && fact.order <= gap.place())
                      || fact.epoch < model.epochAt(gap.place()));
    }

    @Override
    public String toString() {
      return wish + " joined at " + joined + " told " + gaps;
    }
  }
}
