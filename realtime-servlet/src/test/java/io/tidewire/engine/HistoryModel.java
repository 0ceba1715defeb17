package io.tidewire.engine;

import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.TopicPattern;
import io.tidewire.window.WindowSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the window ought to keep and know, told by lists instead of rings. Of forgetting it knows
 * only what must not be forgotten yet: topics that keep an event, and empty ones that are neither
 * older than the greatest age nor more than allowed.
 */
final class HistoryModel {

  /** An event, and the step at which it was evicted, if it was. */
  static final class Fact {
    /** How many were published before it, which its payload tells. */
    final int number;

    /** Its place; if it has none, that of the last event before it. */
    final long order;

    final Topic topic;
    final TopicKind kind;
    final long arrived;
    final long weight;
    int evictedAt = Integer.MAX_VALUE;

    Fact(int number, long order, Topic topic, TopicKind kind, long arrived, long weight) {
      this.number = number;
      this.order = order;
      this.topic = topic;
      this.kind = kind;
      this.arrived = arrived;
      this.weight = weight;
    }

    boolean isPlain() {
      return kind == TopicKind.PLAIN;
    }

    @Override
    public String toString() {
      return topic + (isPlain() ? "@" : "@>") + order;
    }
  }

  /** The highest order that is gone, and the step at which it went. */
  record Mark(long order, int step) {
    static final Mark NONE = new Mark(0, -1);

    Mark max(Mark other) {
      return new Mark(Math.max(order, other.order), Math.max(step, other.step));
    }
  }

  /**
   * When a client was last told of losses, and how far that reached: at most to a place, and surely
   * to another, if they were looked for in several turns.
   */
  record Told(int step, long place, long surely) {
    static final Told NOTHING = new Told(-1, 0);

    Told(int step, long place) {
      this(step, place, place);
    }
  }

  private final WindowSettings limits;
  private final List<Fact> facts = new ArrayList<>();
  private final TreeMap<Long, Fact> kept = new TreeMap<>();
  private final Map<Topic, Mark> marks = new HashMap<>();
  private final LinkedHashMap<Topic, Long> idleSince = new LinkedHashMap<>();
  private final Set<Topic> mayBeForgotten = new HashSet<>();
  private Mark floor = Mark.NONE;
  private int step;

  HistoryModel(WindowSettings limits) {
    this.limits = limits;
  }

  void nextStep() {
    step++;
  }

  int step() {
    return step;
  }

  List<Fact> facts() {
    return facts;
  }

  Fact fact(int number) {
    return facts.get(number);
  }

  void add(Fact fact) {
    facts.add(fact);
    if (!fact.isPlain()) {
      return;
    }
    if (mayBeForgotten.remove(fact.topic) || !marks.containsKey(fact.topic)) {
      marks.merge(fact.topic, floor, Mark::max);
    }
    idleSince.remove(fact.topic);
    kept.put(fact.order, fact);
    List<Fact> ofTopic = kept.values().stream().filter(f -> f.topic.equals(fact.topic)).toList();
    if (ofTopic.size() > limits.events()) {
      evict(ofTopic.get(0), fact.arrived);
    }
    trim(fact.arrived);
  }

  void trim(long now) {
    while (!kept.isEmpty() && (isTooMuch() || now - oldest().arrived >= limits.age().toMillis())) {
      evict(oldest(), now);
    }
    boolean areTooMany = idleSince.size() > limits.idleTopics();
    for (Map.Entry<Topic, Long> idle : idleSince.entrySet()) {
      if (areTooMany || now - idle.getValue() >= limits.age().toMillis()) {
        mayBeForgotten.add(idle.getKey());
        floor = floor.max(marks.get(idle.getKey()));
      }
    }
  }

  private Fact oldest() {
    return kept.firstEntry().getValue();
  }

  private boolean isTooMuch() {
    return kept.values().stream().mapToLong(f -> f.weight).sum() > limits.bytes();
  }

  private void evict(Fact fact, long now) {
    kept.remove(fact.order);
    fact.evictedAt = step;
    marks.merge(fact.topic, new Mark(fact.order, step), Mark::max);
    if (kept.values().stream().noneMatch(f -> f.topic.equals(fact.topic))) {
      idleSince.put(fact.topic, now);
    }
  }

  /** Whether a plain event is gone that lies above one order and not above another. */
  boolean hasLost(TopicPattern pattern, long above, long upTo) {
    return facts.stream()
        .anyMatch(
            f ->
                f.isPlain()
                    && f.evictedAt <= step
                    && f.order > above
                    && f.order <= upTo
                    && pattern.matches(f.topic));
  }

  /** Whether a loss above an order must be feared, beyond what was told already. */
  boolean mayHaveLost(TopicPattern pattern, long above, Told told) {
    boolean onTopic =
        marks.entrySet().stream()
            .anyMatch(e -> pattern.matches(e.getKey()) && isNews(e.getValue(), above, told));
    return onTopic || (!isSurelyRemembered(pattern) && isNews(floor, above, told));
  }

  private static boolean isNews(Mark mark, long above, Told told) {
    return mark.order > (mark.step > told.step ? above : Math.max(above, told.surely));
  }

  private boolean isSurelyRemembered(TopicPattern pattern) {
    return pattern
        .topic()
        .filter(topic -> marks.containsKey(topic) && !mayBeForgotten.contains(topic))
        .isPresent();
  }

  /** Where a rewind begins, for each topic that has kept events at or below a place. */
  Map<Topic, Long> rewind(TopicPattern pattern, int events, long place) {
    Map<Topic, List<Long>> orders = new HashMap<>();
    for (Fact fact : kept.headMap(place, true).values()) {
      if (pattern.matches(fact.topic)) {
        orders.computeIfAbsent(fact.topic, t -> new ArrayList<>()).add(fact.order);
      }
    }
    Map<Topic, Long> starts = new HashMap<>();
    orders.forEach(
        (topic, all) -> starts.put(topic, all.get(Math.max(0, all.size() - events)) - 1));
    return starts;
  }
}
