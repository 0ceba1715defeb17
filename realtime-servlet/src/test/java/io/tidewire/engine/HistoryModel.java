package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.spi.EventLog;
import io.tidewire.window.Replay;
import io.tidewire.window.WindowSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the window ought to keep and know of what the log has given it, told by lists instead of
 * rings. It goes by the order, into which the positions of all epochs are put. Of forgetting it
 * knows only what must not be forgotten yet: topics that keep an event, and empty ones that are
 * neither older than the greatest age nor more than allowed.
 */
final class HistoryModel {

  /** An event, and the step at which it was evicted, if it was. */
  static final class Fact {
    /** How many were published before it, which its payload tells. */
    final int number;

    /** How many the log had given before it. */
    final int given;

    /** Its place; if it has none, that of the last event before it. */
    final long order;

    /** How many epochs there were before that of its place. */
    final int epoch;

    final Topic topic;
    final boolean isPlain;
    final long arrived;
    final long weight;
    int evictedAt = Integer.MAX_VALUE;

    private Fact(
        int given, long order, int epoch, boolean isPlain, PublishedEvent.Content c, long arrived) {
      this.number = number(c);
      this.given = given;
      this.order = order;
      this.epoch = epoch;
      this.isPlain = isPlain;
      this.topic = c.topic();
      this.arrived = arrived;
      this.weight = Replay.weight(c.payload().length());
    }

    @Override
    public String toString() {
      return number + " in " + topic + (isPlain ? "@" : "@>") + order;
    }
  }

  /**
   * Where the log had lost events, or begun another epoch.
   *
   * @param order the highest that is lost
   * @param epoch how many epochs there were before the one that follows
   */
  record Cut(long order, int epoch) {}

  /** An epoch, and the order of its sequence 0. */
  private record Epoch(String name, long base, long begin) {}

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
  private final Map<Integer, Fact> facts = new LinkedHashMap<>();
  private final List<Epoch> epochs = new ArrayList<>();
  private final List<Cut> cuts = new ArrayList<>();
  private final TreeMap<Long, Fact> kept = new TreeMap<>();
  private final Map<Topic, Mark> marks = new HashMap<>();
  private final LinkedHashMap<Topic, Long> idleSince = new LinkedHashMap<>();
  private final Set<Topic> mayBeForgotten = new HashSet<>();
  private Mark floor = Mark.NONE;
  private long newest;
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

  /** The event that a payload names; null if the log has not given it. */
  Fact fact(PublishedEvent.Content content) {
    return facts.get(number(content));
  }

  private static int number(PublishedEvent.Content content) {
    String text = content.payload().text();
    return Integer.parseInt(text.substring(1, text.indexOf(' ')));
  }

  Collection<Fact> facts() {
    return facts.values();
  }

  List<Cut> cuts() {
    return cuts;
  }

  long newest() {
    return newest;
  }

  // What the log gives.

  void begin(EventLog.Bounds bounds) {
    boolean isNewEpoch = epochs.isEmpty() || !present().name.equals(bounds.epoch());
    long base = !isNewEpoch ? present().base : epochs.isEmpty() ? 0 : newest + 1;
    long order = base + bounds.evicted();
    if (isNewEpoch) {
      epochs.add(new Epoch(bounds.epoch(), base, order));
    }
    if (order > newest) {
      cuts.add(new Cut(order, epochs.size() - 1));
      newest = order;
    }
  }

  private Epoch present() {
    return epochs.get(epochs.size() - 1);
  }

  /** What comes again, or of another epoch, is nothing. */
  void accept(PublishedEvent event, long now) {
    long order = present().base + event.sequence();
    if (event.position().epoch().equals(present().name) && order > newest) {
      newest = order;
      keep(add(event.content(), true, now));
    }
  }

  void pass(PublishedEvent.Content content, long now) {
    Fact unused = add(content, false, now);
  }

  private Fact add(PublishedEvent.Content content, boolean isPlain, long now) {
    Fact fact = new Fact(facts.size(), newest, epochs.size() - 1, isPlain, content, now);
    facts.put(fact.number, fact);
    return fact;
  }

  private void keep(Fact fact) {
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
    while (!kept.isEmpty() && (isTooMuch() || isOver(oldest(), now))) {
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

  private boolean isOver(Fact fact, long now) {
    return now - fact.arrived >= limits.age().toMillis() || fact.epoch < epochs.size() - 1;
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

  // What is where.

  /** How many epochs are over where a loop is. */
  int epochAt(long place) {
    int epoch = epochs.size() - 1;
    while (epoch > 0 && epochs.get(epoch).base > place) {
      epoch--;
    }
    return epoch;
  }

  /** The order of a position that a client was told. */
  long order(Position position) {
    int epoch = 0;
    while (!epochs.get(epoch).name.equals(position.epoch())) {
      epoch++;
    }
    return order(position, epoch);
  }

  /** One that is ahead of its epoch's end does not reach into the next. */
  private long order(Position position, int epoch) {
    long order = epochs.get(epoch).base + position.sequence();
    return epoch == epochs.size() - 1 ? order : Math.min(order, epochs.get(epoch + 1).base - 1);
  }

  /** The order of a client's cursor, unless its epoch is none or over where the loop is. */
  OptionalLong order(Position cursor, long place) {
    return IntStream.range(epochAt(place), epochs.size())
        .filter(epoch -> epochs.get(epoch).name.equals(cursor.epoch()))
        .mapToLong(epoch -> order(cursor, epoch))
        .findFirst();
  }

  /** Whether a plain event is gone that lies above one order and not above another. */
  boolean hasLost(TopicPattern pattern, long above, long upTo) {
    return facts.values().stream()
        .anyMatch(
            f ->
                f.isPlain
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

  /** Where a rewind begins, for each topic that has kept events of the epoch of a place. */
  Map<Topic, Long> rewind(TopicPattern pattern, int events, long place) {
    Map<Topic, List<Long>> orders = new HashMap<>();
    for (Fact fact : kept.headMap(place, true).values()) {
      if (pattern.matches(fact.topic) && fact.epoch == epochAt(place)) {
        orders.computeIfAbsent(fact.topic, t -> new ArrayList<>()).add(fact.order);
      }
    }
    Map<Topic, Long> starts = new HashMap<>();
    orders.forEach(
        (topic, all) -> starts.put(topic, all.get(Math.max(0, all.size() - events)) - 1));
    return starts;
  }
}
