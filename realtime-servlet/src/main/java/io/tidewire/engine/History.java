package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.TopicHistory.Kept;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the log for replay: a bounded ring for each topic. Not thread-safe; the window
 * guards it.
 *
 * <h2>What is remembered of what is gone</h2>
 *
 * Each topic knows the highest sequence that it has evicted, so a cursor below it is a gap for that
 * topic alone. A topic that has become empty is remembered for a while, then forgotten, and its
 * mark is folded into one floor: a cursor below the floor is a gap on every topic that is not
 * remembered. A topic that appears begins with the floor as its mark, since it may be one that was
 * forgotten.
 *
 * <p>Losses are told once: every eviction has a number, and an interest knows up to which number
 * its client was told. So a loss after a gap was told, even at a sequence below that gap, is told
 * again.
 */
final class History {

  /** About what the heap spends on one kept event and its share of the topic, beside payloads. */
  private static final int EVENT_OVERHEAD = 512;

  /** The payload itself and the wire forms that are made of it. */
  private static final int FORMS = 3;

  private final EngineSettings.History limits;
  private final Predicate<Topic> isSubscribed;
  private final Map<String, TopicHistory> topics = new HashMap<>();
  private final LinkedHashMap<String, Long> idleSince = new LinkedHashMap<>();
  private @Nullable Kept oldest;
  private @Nullable Kept newest;
  private long bytes;
  private long evictions;
  private long floor;
  private long floorRaisedAt;

  History(EngineSettings.History limits, long floor, Predicate<Topic> isSubscribed) {
    this.limits = limits;
    this.isSubscribed = isSubscribed;
    raiseFloor(floor);
  }

  void add(SharedEvent event, long now) {
    Topic topic = event.event().topic();
    TopicHistory history =
        topics.computeIfAbsent(topic.name(), n -> new TopicHistory(topic, floor, floorRaisedAt));
    idleSince.remove(topic.name());
    link(new Kept(event, history, now));
    if (history.size() > limits.events()) {
      evictOldestOf(history);
    }
    trim(now);
  }

  private void link(Kept kept) {
    kept.history.add(kept);
    kept.older = newest;
    if (newest == null) {
      oldest = kept;
    } else {
      newest.newer = kept;
    }
    newest = kept;
    bytes += weight(kept);
  }

  private void evictOldestOf(TopicHistory history) {
    Kept gone = history.evictOldest(++evictions);
    if (gone.older == null) {
      oldest = gone.newer;
    } else {
      gone.older.newer = gone.newer;
    }
    if (gone.newer == null) {
      newest = gone.older;
    } else {
      gone.newer.older = gone.older;
    }
    bytes -= weight(gone);
  }

  private static long weight(Kept kept) {
    return EVENT_OVERHEAD + FORMS * (long) kept.event.event().content().payload().length();
  }

  /** Evicts what is too old or too much, and forgets topics that have been empty for long. */
  void trim(long now) {
    long maxAge = limits.age().toMillis();
    while (oldest != null && (bytes > limits.bytes() || now - oldest.arrived >= maxAge)) {
      TopicHistory history = oldest.history;
      evictOldestOf(history);
      if (history.isEmpty()) {
        idleSince.put(history.topic().name(), now);
      }
    }
    forget(now - maxAge);
  }

  private void forget(long before) {
    Iterator<Map.Entry<String, Long>> idle = idleSince.entrySet().iterator();
    int surplus = idleSince.size() - limits.idleTopics();
    while (idle.hasNext()) {
      Map.Entry<String, Long> entry = idle.next();
      if (surplus-- <= 0 && entry.getValue() > before) {
        return;
      }
      idle.remove();
      TopicHistory history = topics.get(entry.getKey());
      if (history != null && !isSubscribed.test(history.topic())) {
        topics.remove(entry.getKey());
        raiseFloor(history.evicted());
      }
    }
  }

  private void raiseFloor(long mark) {
    if (mark > floor) {
      floor = mark;
      floorRaisedAt = ++evictions;
    }
  }

  /** The interests of a subscription that have lost events which they were not told of. */
  List<Interest> takeLosses(Subscription subscription) {
    List<Interest> lost = new ArrayList<>();
    for (Interest interest : subscription.interests()) {
      if (hasLost(interest, subscription.cursor())) {
        lost.add(interest);
        interest.lossTold(evictions);
      }
    }
    return lost;
  }

  private boolean hasLost(Interest interest, long cursor) {
    TopicPattern pattern = interest.pattern();
    boolean mayBeForgotten = pattern.hasWildcard() || !topics.containsKey(pattern.text());
    if (mayBeForgotten
        && floorRaisedAt > interest.toldEvictions()
        && floor > Math.max(cursor, interest.lowestStart())) {
      return true;
    }
    for (TopicHistory history : matching(pattern)) {
      if (history.evictedAt() > interest.toldEvictions()
          && history.evicted() > Math.max(cursor, interest.startOf(history.topic()))) {
        return true;
      }
    }
    return false;
  }

  private Iterable<TopicHistory> matching(TopicPattern pattern) {
    if (!pattern.hasWildcard()) {
      TopicHistory history = topics.get(pattern.text());
      return history == null ? List.of() : List.of(history);
    }
    return topics.values().stream().filter(history -> pattern.matches(history.topic())).toList();
  }

  /** The sequence of each topic's last-but-n event at or below a place, for a rewind. */
  Map<String, Long> rewind(TopicPattern pattern, int events, long place) {
    Map<String, Long> starts = new HashMap<>();
    for (TopicHistory history : matching(pattern)) {
      int end = history.indexAbove(place);
      if (end > 0) {
        int begin = Math.max(0, end - events);
        starts.put(history.topic().name(), history.get(begin).event.sequence() - 1);
      }
    }
    return starts;
  }

  /** The next events of a subscription in log order, at most so many and up to a place. */
  List<SharedEvent> read(Subscription subscription, long place, int maxEvents, int maxWeight) {
    PriorityQueue<Reading> readings = new PriorityQueue<>();
    for (TopicHistory history : covered(subscription)) {
      Reading reading = new Reading(history, subscription.nextAfter(history.topic()));
      if (reading.isWithin(place)) {
        readings.add(reading);
      }
    }
    List<SharedEvent> events = new ArrayList<>();
    int weight = 0;
    while (!readings.isEmpty() && events.size() < maxEvents && weight < maxWeight) {
      Reading reading = readings.remove();
      SharedEvent event = reading.next();
      events.add(event);
      weight += event.weight();
      if (reading.isWithin(place)) {
        readings.add(reading);
      }
    }
    return events;
  }

  private Iterable<TopicHistory> covered(Subscription subscription) {
    List<Interest> interests = subscription.interests();
    if (interests.size() == 1) {
      return matching(interests.get(0).pattern());
    }
    Map<String, TopicHistory> covered = new HashMap<>();
    for (Interest interest : interests) {
      for (TopicHistory history : matching(interest.pattern())) {
        covered.put(history.topic().name(), history);
      }
    }
    return covered.values();
  }

  /** A place in one topic's ring while several are merged. */
  private static final class Reading implements Comparable<Reading> {
    private final TopicHistory history;
    private int index;

    Reading(TopicHistory history, long after) {
      this.history = history;
      this.index = history.indexAbove(after);
    }

    boolean isWithin(long place) {
      return index < history.size() && sequence() <= place;
    }

    long sequence() {
      return history.get(index).event.sequence();
    }

    SharedEvent next() {
      return history.get(index++).event;
    }

    @Override
    public int compareTo(Reading other) {
      return Long.compare(sequence(), other.sequence());
    }
  }
}
