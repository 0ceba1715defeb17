package io.tidewire.engine;

import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.TopicHistory.Kept;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.HashMap;
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
 * its client was told, and for which part of the order. So a loss after a gap was told, even at a
 * sequence below that gap, is told again; and so is one beyond the place that the gap was told for,
 * which the loop had not passed then. The floor carries the number of the last eviction that was
 * folded into it.
 */
final class History {

  /** About what the heap spends on one kept event and its share of the topic, beside payloads. */
  private static final int EVENT_OVERHEAD = 512;

  /** The content itself and the wire forms that are made of it. */
  private static final int FORMS = 3;

  /** How many topics at most are put back in one go because somebody is subscribed to them. */
  private static final int MAX_SPARED = 16;

  private final EngineSettings.History limits;
  private final Predicate<Topic> isSubscribed;
  private final Map<String, TopicHistory> topics = new HashMap<>();
  private final LinkedHashMap<String, Long> idleSince = new LinkedHashMap<>();
  private @Nullable Kept oldest;
  private @Nullable Kept newest;
  private long bytes;
  private long evictions;
  private long floor;
  private long floorEvictedAt;

  History(EngineSettings.History limits, long floor, Predicate<Topic> isSubscribed) {
    this.limits = limits;
    this.isSubscribed = isSubscribed;
    this.floor = floor;
  }

  int topics() {
    return topics.size();
  }

  void add(SharedEvent event, long now) {
    Topic topic = event.event().topic();
    TopicHistory history =
        topics.computeIfAbsent(topic.name(), n -> new TopicHistory(topic, floor, floorEvictedAt));
    idleSince.remove(topic.name());
    link(new Kept(event, history, now));
    if (history.size() > limits.events()) {
      evictOldestOf(history, now);
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

  private void evictOldestOf(TopicHistory history, long now) {
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
    if (history.isEmpty()) {
      idleSince.put(history.topic().name(), now);
    }
  }

  private static long weight(Kept kept) {
    PublishedEvent.Content content = kept.event.event().content();
    int extras = content.key() == null ? 0 : content.key().length();
    for (Map.Entry<String, String> header : content.headers().entrySet()) {
      extras += header.getKey().length() + header.getValue().length();
    }
    return weight(content.payload().length() + extras);
  }

  /** What an event with a payload, key and headers of so many bytes is counted as. */
  static long weight(int content) {
    return EVENT_OVERHEAD + FORMS * (long) content;
  }

  /** Evicts what is too old or too much, and forgets topics that have been empty for long. */
  void trim(long now) {
    long maxAge = limits.age().toMillis();
    while (oldest != null && (bytes > limits.bytes() || now - oldest.arrived >= maxAge)) {
      evictOldestOf(oldest.history, now);
    }
    int spared = 0;
    while (spared < MAX_SPARED && !idleSince.isEmpty()) {
      Map.Entry<String, Long> idle = idleSince.entrySet().iterator().next();
      if (idleSince.size() <= limits.idleTopics() && now - idle.getValue() < maxAge) {
        return;
      }
      spared += forget(idle.getKey(), now) ? 0 : 1;
    }
  }

  /** Forgets an empty topic; if somebody is subscribed to it, it is asked about again later. */
  private boolean forget(String name, long now) {
    idleSince.remove(name);
    TopicHistory history = topics.get(name);
    if (history == null) {
      return true;
    }
    if (isSubscribed.test(history.topic())) {
      idleSince.put(name, now);
      return false;
    }
    topics.remove(name);
    floor = Math.max(floor, history.evicted());
    floorEvictedAt = Math.max(floorEvictedAt, history.evictedAt());
    return true;
  }

  /**
   * The interests that lost events, not above a place, which they were not told of; told by this.
   */
  List<Interest> takeLosses(Subscription subscription, long upTo) {
    List<Interest> lost = new ArrayList<>();
    for (Interest interest : subscription.interests()) {
      if (hasLost(interest, subscription.cursor(), upTo)) {
        lost.add(interest);
      }
      interest.lossesTold(evictions, upTo);
    }
    return lost;
  }

  private boolean hasLost(Interest interest, long cursor, long upTo) {
    TopicPattern pattern = interest.pattern();
    boolean mayBeForgotten = pattern.hasWildcard() || !topics.containsKey(pattern.text());
    long lowest = Math.max(cursor, interest.lowestStart());
    if (mayBeForgotten && interest.isNews(floor, floorEvictedAt, lowest, upTo)) {
      return true;
    }
    for (TopicHistory history : matching(pattern)) {
      long above = Math.max(cursor, interest.startOf(history.topic()));
      if (interest.isNews(history.evicted(), history.evictedAt(), above, upTo)) {
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

  /** The next events of some subscriptions, each once, in log order, up to a place. */
  List<SharedEvent> read(List<Subscription> readers, long upTo, int maxEvents, int maxWeight) {
    PriorityQueue<Reading> readings = new PriorityQueue<>();
    beginnings(readers)
        .forEach(
            (history, after) -> {
              Reading reading = new Reading(history, after);
              if (reading.isWithin(upTo)) {
                readings.add(reading);
              }
            });
    List<SharedEvent> events = new ArrayList<>();
    int weight = 0;
    while (!readings.isEmpty() && events.size() < maxEvents && weight < maxWeight) {
      Reading reading = readings.remove();
      SharedEvent event = reading.next();
      events.add(event);
      weight += event.weight();
      if (reading.isWithin(upTo)) {
        readings.add(reading);
      }
    }
    return events;
  }

  /** For each topic that has something new for a reader, the sequence to begin above. */
  private Map<TopicHistory, Long> beginnings(List<Subscription> readers) {
    Map<TopicHistory, Long> beginnings = new HashMap<>();
    for (Subscription reader : readers) {
      for (Interest interest : reader.interests()) {
        for (TopicHistory history : matching(interest.pattern())) {
          long after = Math.max(reader.cursor(), interest.startOf(history.topic()));
          if (history.newest() > after) {
            beginnings.merge(history, after, Math::min);
          }
        }
      }
    }
    return beginnings;
  }

  /** A place in one topic's ring while several are merged. */
  private static final class Reading implements Comparable<Reading> {
    private final TopicHistory history;
    private int index;

    Reading(TopicHistory history, long after) {
      this.history = history;
      this.index = history.indexAbove(after);
    }

    boolean isWithin(long upTo) {
      return index < history.size() && sequence() <= upTo;
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
