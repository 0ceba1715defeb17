package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.TopicPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests to subscribe, after the rules have allowed it.
 *
 * @param wishes the topics and patterns, each with its start
 * @param id the client's own id for the request, or null
 */
public record SubscribeRequest(List<Wish> wishes, @Nullable String id) {

  /** Copies the wishes. */
  public SubscribeRequest {
    wishes = List.copyOf(wishes);
  }

  /**
   * Looks for one cursor that stands for all wishes.
   *
   * @return the lowest cursor; null if a wish has none, or they are of several epochs
   */
  public @Nullable Position lowestCursor() {
    Position lowest = null;
    for (Wish wish : wishes) {
      Position cursor = wish.start().cursor;
      if (cursor == null || (lowest != null && !lowest.epoch().equals(cursor.epoch()))) {
        return null;
      }
      lowest = lowest == null || cursor.sequence() < lowest.sequence() ? cursor : lowest;
    }
    return lowest;
  }

  /**
   * Names one topic or pattern.
   *
   * @param pattern what to subscribe to
   * @param start where to begin
   */
  public record Wish(TopicPattern pattern, StartFrom start) {}
}
