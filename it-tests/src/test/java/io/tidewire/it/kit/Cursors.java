package io.tidewire.it.kit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a client must remember to resume one subscribe request: the highest cursor of each
 * subscription. Not thread-safe.
 *
 * <p>The topics of one request arrive merged in log order, so a cursor seen on one of them has been
 * reached on all. Only a gap sets the subscriptions apart.
 */
final class Cursors {
  private final Map<String, Optional<Cursor>> bySubscription = new LinkedHashMap<>();

  Cursors(List<String> subscriptions) {
    subscriptions.forEach(subscription -> bySubscription.put(subscription, Optional.empty()));
  }

  /** Whether an event is new, judged by the subscriptions that cover its topic; if so, moves on. */
  boolean accept(String topic, Cursor cursor) {
    boolean fresh =
        bySubscription.entrySet().stream()
            .filter(entry -> covers(entry.getKey(), topic))
            .anyMatch(entry -> entry.getValue().map(cursor::isAbove).orElse(true));
    if (fresh) {
      reached(cursor);
    }
    return fresh;
  }

  /** The whole request has been served up to here. */
  void reached(Cursor cursor) {
    bySubscription.replaceAll(
        (subscription, before) ->
            before.filter(known -> !cursor.isAbove(known)).or(() -> Optional.of(cursor)));
  }

  /** A confirmation names where a subscription without a cursor begins. */
  void begin(String subscription, Cursor cursor) {
    bySubscription.computeIfPresent(
        subscription, (key, before) -> before.or(() -> Optional.of(cursor)));
  }

  /** A gap's end replaces the cursor, whatever its epoch. */
  void skipTo(String subscription, Cursor cursor) {
    bySubscription.replace(subscription, Optional.of(cursor));
  }

  boolean isComplete() {
    return bySubscription.values().stream().allMatch(Optional::isPresent);
  }

  /**
   * What to resume with: nothing at first, one cursor if all are alike, else one per subscription.
   */
  List<String> since() {
    if (bySubscription.values().stream().allMatch(Optional::isEmpty)) {
      return List.of();
    }
    List<String> each =
        bySubscription.values().stream()
            .map(cursor -> cursor.map(Cursor::toString).orElse("now"))
            .toList();
    List<String> distinct = each.stream().distinct().toList();
    return distinct.size() == 1 ? distinct : each;
  }

  /** Whether a subscription, a topic or a pattern, covers the topic. */
  static boolean covers(String subscription, String topic) {
    List<String> wanted = List.of(subscription.split("/", -1));
    List<String> given = List.of(topic.split("/", -1));
    boolean open = wanted.get(wanted.size() - 1).equals("**");
    boolean hidden = topic.startsWith("$") && wanted.get(0).startsWith("*");
    int fixed = open ? wanted.size() - 1 : wanted.size();
    if (hidden || (open ? given.size() <= fixed : given.size() != fixed)) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      if (!wanted.get(i).equals("*") && !wanted.get(i).equals(given.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return bySubscription.entrySet().stream()
        .map(entry -> entry.getKey() + "@" + entry.getValue().map(Cursor::toString).orElse("now"))
        .collect(Collectors.joining(", "));
  }
}
