package io.tidewire.engine;

import io.tidewire.TopicPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to subscribe, already allowed by the rules.
 *
 * @param wishes the topics and patterns, each with its start
 * @param id the client's own name for the request, or null
 */
public record SubscribeRequest(List<Wish> wishes, @Nullable String id) {

  /** Copies the wishes. */
  public SubscribeRequest {
    wishes = List.copyOf(wishes);
  }

  /**
   * One topic or pattern.
   *
   * @param pattern what to subscribe to
   * @param start where to begin
   */
  public record Wish(TopicPattern pattern, StartFrom start) {}
}
