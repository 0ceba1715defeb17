package io.tidewire.upgrade;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A socket that the container takes away just as we close it does not count for ever. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It counts no longer")
@Outcome(expect = FORBIDDEN, desc = "It counts for ever, or was taken off twice")
@State
public class ClosingCountStress {

  private final StressUpgrade upgrade = new StressUpgrade();
  private final AtomicInteger uncounted = new AtomicInteger();

  @Actor
  public void loop() {
    upgrade.output.closing(uncounted::incrementAndGet);
  }

  @Actor
  public void container() {
    upgrade.output.takenAway();
  }

  @Arbiter
  public void count(I_Result result) {
    result.r1 = uncounted.get();
  }
}
