package io.tidewire.engine;

import io.tidewire.Topic;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts by topic the events that were committed but could not be published, and logs each period
 * of failures twice: its first failure with the cause, and at its end how many events were lost.
 * Nothing is logged in between, so that a log that is down does not fill a disk. Thread-safe.
 */
final class Unpublished {

  private static final System.Logger LOG = System.getLogger(Unpublished.class.getName());
  private static final int TOPICS_COUNTED = 1_000;
  private static final int TOPICS_NAMED = 10;

  private final String hub;
  private final Lock lock = new ReentrantLock();
  private final Map<String, Long> byTopic = new HashMap<>();
  private long lost;
  private volatile boolean failing;

  Unpublished(String hub) {
    this.hub = hub;
  }

  /** Records that an event was published, or could not be; a rollback is neither. */
  void outcome(Topic topic, @Nullable Throwable failure) {
    if (failure == null) {
      endSpell();
    } else if (!(failure instanceof CancellationException)) {
      failed(topic, failure);
    }
  }

  private void failed(Topic topic, Throwable failure) {
    boolean first = count(topic.name());
    if (first) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Hub '"
              + hub
              + "' could not publish a committed event to '"
              + topic
              + "': subscribers will not see it and get no gap. Further failures are counted until"
              + " an event can be published again",
          cause(failure));
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private boolean count(String topic) {
    lock.lock();
    try {
      boolean first = !failing;
      failing = true;
      lost++;
      if (byTopic.containsKey(topic) || byTopic.size() < TOPICS_COUNTED) {
        byTopic.merge(topic, 1L, Long::sum);
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void endSpell() {
    if (!failing) {
      return;
    }
    String summary;
    lock.lock();
    try {
      if (!failing) {
        return;
      }
      summary = summary();
      failing = false;
      lost = 0;
      byTopic.clear();
    } finally {
      lock.unlock();
    }
    LOG.log(System.Logger.Level.WARNING, summary);
  }

  private String summary() {
    String topics =
        byTopic.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(TOPICS_NAMED)
            .map(topic -> topic.getKey() + ": " + topic.getValue())
            .collect(Collectors.joining(", "));
    String more = byTopic.size() > TOPICS_NAMED ? ", and others" : "";
    return "Hub '"
        + hub
        + "' did not publish "
        + lost
        + (lost == 1 ? " committed event (" : " committed events (")
        + topics
        + more
        + ")";
  }

  /** Ends with the hub, and logs a period of failures that has not ended. */
  void close() {
    endSpell();
  }
}
