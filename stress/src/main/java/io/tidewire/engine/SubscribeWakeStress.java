package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.stress.Events;
import io.tidewire.window.Follower;
import io.tidewire.window.LogTail;
import io.tidewire.window.Window;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * When a loop subscribes while the log's thread writes an event for that topic, the loop sees the
 * event or the writer sees the subscription, and so wakes the loop.
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true", "true, true"},
    expect = ACCEPTABLE,
    desc = "One of them has seen the other")
@Outcome(expect = FORBIDDEN, desc = "The loop sleeps with an event for its subscription")
@State
public class SubscribeWakeStress implements Follower {

  private static final TopicPattern PATTERN = TopicPattern.of(Events.TOPIC.name());

  private final SubscriptionCounts counts = new SubscriptionCounts();
  private final Window window = new Window(Events.FOR_TWO, () -> 0, topic -> false);
  private final LogTail tail = new LogTail(window, () -> 0);
  private boolean seen;

  public SubscribeWakeStress() {
    window.follow(this);
  }

  @Actor
  public void loop(ZZ_Result result) {
    counts.add(PATTERN);
    result.r1 = window.written() > 0;
  }

  @Actor
  public void writer(ZZ_Result result) {
    tail.pass(Events.CONTENT);
    result.r2 = seen;
  }

  @Override
  public void arrived(Topic topic) {
    seen = counts.mayCover(topic);
  }

  @Override
  public void beginAt(long place, long order) {}

  @Override
  public long place() {
    return 0;
  }

  @Override
  public void wake() {}
}
