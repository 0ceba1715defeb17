package io.tidewire.metrics;

import io.tidewire.Hub;
import io.tidewire.HubSession;
import io.tidewire.HubStats;
import io.tidewire.HubUser;
import io.tidewire.Message;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A hub that counts what the test says, and how often it is asked. */
final class CountedHub implements Hub {

  private long base;
  int asked;

  /** From now on, the first number is this, the second one more, and so on. */
  void count(long from) {
    base = from;
  }

  @Override
  public String name() {
    return "counted";
  }

  /** All numbers differ; a map has two of them. */
  @Override
  public HubStats stats() {
    asked++;
    RecordComponent[] components = HubStats.class.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      long value = base + i;
      values[i] =
          components[i].getType() == long.class ? value : Map.of("one", value, "other", -value);
    }
    try {
      return (HubStats) HubStats.class.getConstructors()[0].newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Override
  public CompletionStage<Position> publish(Message message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Hub afterCommit() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long subscriptions(Topic topic) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HubUser user(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HubSession session(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> recheck(TopicPattern pattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> drain(Duration over) {
    throw new UnsupportedOperationException();
  }
}
