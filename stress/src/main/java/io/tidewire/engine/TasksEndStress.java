package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A task that is added while its loop ends is run, once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It has run")
@Outcome(expect = FORBIDDEN, desc = "It has not run, or has run twice")
@State
public class TasksEndStress {

  private static final Faults FAULTS = new Faults(new BoundedLog("stress", () -> 0));

  private final Tasks tasks = new Tasks(() -> 0, FAULTS, () -> false);
  private final AtomicInteger runs = new AtomicInteger();

  @Actor
  public void other() {
    tasks.add(null, runs::incrementAndGet);
  }

  @Actor
  public void loop() {
    tasks.end();
  }

  @Arbiter
  public void count(I_Result result) {
    result.r1 = runs.get();
  }
}
