package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.limits.ByteShares;
import io.tidewire.limits.Reached;
import io.tidewire.stress.Events;
import io.tidewire.wire.SharedEvent;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;

/**
 * An event that waits for clients of two addresses, on two loops, counts for the first of them
 * only, and for none when it has left.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing is left of it")
@Outcome(expect = FORBIDDEN, desc = "It is left counted, or another's was given back for it")
@State
public class OutboxShareStress {

  private final ByteShares all = new ByteShares(1 << 20);
  private final Outbox.Bounds bounds =
      new Outbox.Bounds(2, 2, 1 << 10, 1 << 10, all, new Reached());
  private final SharedEvent event = new SharedEvent(Events.CONTENT, 0);
  private final Outbox one = new Outbox(bounds, 7);
  private final Outbox other = new Outbox(bounds, 8);

  @Actor
  public void one() {
    passes(one);
  }

  @Actor
  public void other() {
    passes(other);
  }

  private void passes(Outbox outbox) {
    boolean unused = outbox.offer(event);
    outbox.clear();
  }

  @Arbiter
  public void count(JI_Result result) {
    result.r1 = all.used();
    result.r2 = all.addresses();
  }
}
