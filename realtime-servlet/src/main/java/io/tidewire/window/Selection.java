package io.tidewire.window;

import io.tidewire.window.TopicHistory.Kept;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the interests of a reader that cover an event: topics by their names, and patterns one by
 * one.
 */
final class Selection {

  private final Map<String, Interest> topics = new HashMap<>();
  private final List<Interest> patterns = new ArrayList<>(1);

  Selection(List<? extends Interest> interests) {
    for (Interest interest : interests) {
      if (interest.isPattern()) {
        patterns.add(interest);
      } else {
        topics.put(interest.pattern().text(), interest);
      }
    }
  }

  Iterable<Interest> topics() {
    return topics.values();
  }

  int topicCount() {
    return topics.size();
  }

  List<Interest> patterns() {
    return patterns;
  }

  /** Tells whether a kept event belongs to the reader; called under the window's lock. */
  boolean covers(Kept kept) {
    Interest named = topics.get(kept.history.topic().name());
    if (named != null && named.covers(kept)) {
      return true;
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).covers(kept)) {
        return true;
      }
    }
    return false;
  }
}
