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

  /** How many events had been published when it was allowed. */
  private int publishedThen;

  /** A topic that is wished twice is wished as the last one says. */
  WatchedRequest(SubscribeRequest request) {
    Map<TopicPattern, SubscribeRequest.Wish> wishes = new LinkedHashMap<>();
    request.wishes().forEach(wish -> wishes.put(wish.pattern(), wish));
    wishes.values().forEach(wish -> watches.add(new Watch(wish)));
  }

  void isAllowed(int published) {
    publishedThen = published;
  }

  /** The highest cursor of an epoch. */
  OptionalLong highest(String epoch) {
    return watches.stream()
        .map(watch -> watch.asked)
        .filter(asked -> asked != null && asked.epoch().equals(epoch))
        .mapToLong(Position::sequence)
        .max();
  }

  /** The loop takes up the request at a place, the log being known to go up to another. */
  void join(HistoryModel model, long place, String epoch, long inLog) {
    watches.forEach(watch -> watch.join(model, place, epoch, inLog));
  }

  /** Its losses are known. */
  void joined(HistoryModel model) {
    watches.forEach(watch -> watch.joined(model));
  }

  /** Whether an event belongs to it; of a rewind, nothing does any more once it was caught up. */
  boolean expects(Fact fact) {
    return watches.stream().anyMatch(watch -> watch.isActive() && watch.expects(fact))
        && (fact.isPlain() || fact.number >= publishedThen);
  }

  /** One topic or pattern of the request. */
  static final class Watch {
    final SubscribeRequest.Wish wish;
    final @Nullable Position asked;
    final List<Told> gaps = new ArrayList<>();
    boolean confirmed;
    boolean ended;
    private boolean caughtUp;
    boolean mustHaveGap;
    boolean mayHaveGap;
    boolean joinGapIsDue;
    Told joined = Told.NOTHING;
    private long start;
    private Map<Topic, Long> starts = Map.of();

    Watch(SubscribeRequest.Wish wish) {
      this.wish = wish;
      this.asked = wish.start().cursor;
    }

    TopicPattern pattern() {
      return wish.pattern();
    }

    boolean isActive() {
      return confirmed && !ended;
    }

    private void join(HistoryModel model, long place, String epoch, long inLog) {
      joined = new Told(model.step(), place);
      if (asked != null) {
        boolean known = asked.epoch().equals(epoch) && asked.sequence() <= inLog;
        start = known ? asked.sequence() : 0;
        mustHaveGap = !known || model.hasLost(pattern(), start, place);
        mayHaveGap = !known || model.mayHaveLost(pattern(), start, Told.NOTHING);
        return;
      }
      start = wish.start().kind == StartFrom.Kind.BEGINNING ? 0 : place;
      if (wish.start().kind == StartFrom.Kind.REWIND) {
        starts = model.rewind(pattern(), wish.start().rewind, place);
      }
    }

    /** What went while losses were looked for is known as well. */
    private void joined(HistoryModel model) {
      joined = new Told(model.step(), joined.place());
      if (asked == null) {
        gaps.add(joined);
      }
      mayHaveGap |= asked != null && model.mayHaveLost(pattern(), start, Told.NOTHING);
    }

    void isLiveAt(long place) {
      caughtUp |= place >= start;
    }

    boolean covers(Fact fact) {
      return pattern().matches(fact.topic) && fact.order > starts.getOrDefault(fact.topic, start);
    }

    /** Without a place it belongs to all who listen, wherever their cursors are. */
    private boolean expects(Fact fact) {
      return fact.isPlain()
          ? covers(fact) && (!caughtUp || fact.order > start)
          : pattern().matches(fact.topic);
    }

    Told lastTold() {
      return gaps.isEmpty() ? Told.NOTHING : gaps.get(gaps.size() - 1);
    }

    /** Whether the client was told that an event may be missing, after it had gone. */
    boolean isExcused(Fact fact) {
      return isExcused(fact, gaps);
    }

    static boolean isExcused(Fact fact, List<Told> gaps) {
      return gaps.stream()
          .anyMatch(gap -> fact.evictedAt <= gap.step() && fact.order <= gap.place());
    }

    @Override
    public String toString() {
      return wish + (asked == null ? "" : " joined at " + joined);
    }
  }
}
