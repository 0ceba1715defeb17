package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.Topic;
import io.tidewire.stress.Events;
import io.tidewire.window.Follower;
import io.tidewire.window.LogTail;
import io.tidewire.window.Window;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A health check that asks since when a loop is behind never takes the time of an emptied or newer
 * slot of the ring for that of the oldest unread event.
 */
@JCStressTest
@Outcome(id = "10", expect = ACCEPTABLE, desc = "The first event is unread")
@Outcome(id = "20", expect = ACCEPTABLE, desc = "The second event is the oldest unread one")
@Outcome(id = "99", expect = ACCEPTABLE, desc = "Nothing is unread, or the loop has just moved")
@Outcome(expect = FORBIDDEN, desc = "The time of an emptied slot, or of an event that came later")
@State
public class UnreadSinceStress implements Follower {

  private static final int NOW = 99;

  private long time;
  private final Window window = new Window(Events.FOR_TWO, () -> time, topic -> false);
  private final LogTail tail = new LogTail(window, () -> 0);
  private final RingReader reader = new RingReader(null, window);

  public UnreadSinceStress() {
    window.follow(this);
    write();
  }

  private void write() {
    time += 10;
    tail.pass(Events.CONTENT);
  }

  /** The loop and the log's writer in turn. The third event gets the slot of the first. */
  @Actor
  public void loopThenWriter() {
    boolean unused = reader.follow();
    write();
    write();
  }

  @Actor
  public void healthCheck(I_Result result) {
    result.r1 = (int) reader.unreadSince(NOW);
  }

  @Override
  public void beginAt(long place, long order) {
    reader.beginAt(place, order);
  }

  @Override
  public long place() {
    return reader.place();
  }

  @Override
  public void arrived(Topic topic) {}

  @Override
  public void wake() {}
}
