package io.tidewire.window;

import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.window.TopicHistory.Kept;
import io.tidewire.wire.SharedEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps events for replay: a bounded ring for each topic, and one order of arrival through all of
 * them. Not thread-safe; the window guards it.
 *
 * <p>Losses are told once: an interest knows up to which eviction its client was told, and for
 * which part of the order. So a loss after that is told by another gap, even at an order below the
 * first one; and so is a loss beyond the place of the first gap, which the loop had not passed
 * then.
 */
final class History {

  /** About how much heap one kept event and its share of the topic take, without the payload. */
  private static final int EVENT_OVERHEAD = 512;

  /** The content itself and the wire forms that are made from it. */
  private static final int FORMS = 3;

  /** How many events and topics of others one publisher evicts or forgets at most. */
  private static final int ADD_EFFORT = 64;

  private final WindowSettings limits;
  private final Epochs epochs;
  private final long maxAge;
  private final Map<String, TopicHistory> topics = new HashMap<>();
  private final Chain<Kept> arrivals = new Chain<>();
  private final Evictions evictions = new Evictions();
  private final Cuts cuts = new Cuts();
  private final IdleTopics idle;
  private int events;
  private long bytes;

  History(WindowSettings limits, Epochs epochs, Predicate<Topic> isSubscribed) {
    this.limits = limits;
    this.epochs = epochs;
    this.maxAge = limits.age().toMillis();
    this.idle = new IdleTopics(limits, history -> isSubscribed.test(history.topic()));
  }

  int topics() {
    return topics.size();
  }

  int events() {
    return events;
  }

  long bytes() {
    return bytes;
  }

  Evictions evictions() {
    return evictions;
  }

  Cuts cuts() {
    return cuts;
  }

  HistoryReader reader() {
    return new HistoryReader(topics, arrivals);
  }

  /** Keeps an event; the cost does not grow with the number of events, topics or clients. */
  void add(SharedEvent event, long now) {
    Topic topic = event.content().topic();
    TopicHistory history = topics.get(topic.name());
    if (history == null) {
      history = evictions.newTopic(topic);
      topics.put(topic.name(), history);
    } else if (history.isEmpty()) {
      idle.remove(history);
    }
    Kept kept = new Kept(event, history, now, evictions.count());
    history.add(kept);
    arrivals.append(kept);
    events++;
    bytes += weight(kept);
    if (history.size() > limits.events()) {
      evictOldestOf(history, now);
    }
    Effort effort = new Effort(ADD_EFFORT);
    evict(now, effort);
    forget(now, effort);
  }

  private void evictOldestOf(TopicHistory history, long now) {
    Kept gone = history.removeOldest();
    arrivals.remove(gone);
    evictions.evicted(gone);
    events--;
    bytes -= weight(gone);
    if (history.isEmpty()) {
      idle.add(history, now);
    }
  }

  private static long weight(Kept kept) {
    PublishedEvent.Content content = kept.event.content();
    int extras = content.key() == null ? 0 : content.key().length();
    for (Map.Entry<String, String> header : content.headers().entrySet()) {
      extras += header.getKey().length() + header.getValue().length();
    }
    return weight(content.payload().length() + extras);
  }

  /** {@return as how much an event counts whose payload, key and headers have so many bytes} */
  static long weight(int content) {
    return EVENT_OVERHEAD + FORMS * (long) content;
  }

  /**
   * Evicts events that are too old or too many, forgets topics that have been empty for long, and
   * checks again those that were kept because of a subscription. Returns false if the effort was
   * spent before the end.
   */
  boolean trim(long now, Effort effort) {
    evict(now, effort);
    forget(now, effort);
    TopicHistory history;
    while ((history = idle.nextSpared(now, effort)) != null) {
      forget(history);
    }
    return effort.spend(1);
  }

  /**
   * Evicts all events that are too many and, within an effort, those that are too old or of an
   * epoch that is over.
   */
  private void evict(long now, Effort effort) {
    long tooOld = now - maxAge;
    long over = epochs.beginOf(Long.MAX_VALUE);
    Kept oldest;
    while ((oldest = arrivals.oldest()) != null
        && (bytes > limits.bytes()
            || ((oldest.arrived <= tooOld || oldest.order <= over) && effort.spend(1)))) {
      evictOldestOf(oldest.history, now);
    }
  }

  private void forget(long now, Effort effort) {
    TopicHistory history;
    while ((history = idle.next(now, effort)) != null) {
      forget(history);
    }
  }

  private void forget(TopicHistory history) {
    topics.remove(history.topic().name());
    evictions.forget(history);
  }

  /** {@return how many events had been evicted when all up to a place had arrived, or fewer} */
  long evictionsAt(long place) {
    Kept last = arrivals.lastUpTo(place);
    return last == null ? 0 : last.evictionsThen;
  }

  /** {@return whether an interest in one topic has lost events up to a place without being told} */
  boolean hasLost(Interest interest, long cursor, long upTo) {
    TopicHistory history = topics.get(interest.pattern().text());
    if (history != null) {
      return interest.isNews(history, cursor, upTo);
    }
    long above = Math.max(cursor, interest.lowestStart());
    return interest.isNews(evictions.floor(), evictions.floorEvictedAt(), above, upTo);
  }

  /** {@return the order below a topic's last few events up to a place; the place if none is} */
  long rewind(String topic, int events, long place) {
    TopicHistory history = topics.get(topic);
    if (history == null || history.indexAbove(place) == 0) {
      return place;
    }
    int end = history.indexAbove(place);
    int begin = history.indexAbove(epochs.beginOf(place));
    return begin >= end ? place : history.get(Math.max(begin, end - events)).order - 1;
  }

  LossSearch newSearch(Reader reader, long place) {
    return new LossSearch(reader, place, evictionsAt(place), cuts.lastUpTo(place), evictions);
  }

  /** Records from which eviction on there can be losses for new interests. */
  void begin(List<? extends Interest> interests, long place) {
    for (Interest interest : interests) {
      if (interest.isPattern()) {
        long cursor = interest.isResumed() ? interest.lowestStart() : place;
        interest.lossesBeginAfter(evictionsAt(cursor));
      }
    }
  }
}
