package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** After their loop has ended, tasks of several threads are all run, one at a time. */
@JCStressTest
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "Both have run, each by itself")
@Outcome(expect = FORBIDDEN, desc = "One has not run, or both have at once")
@State
public class TasksLateStress {

  private static final Faults FAULTS = new Faults(new BoundedLog("stress", () -> 0));

  private final Tasks tasks = new Tasks(() -> 0, FAULTS, () -> false);
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private volatile int mostAtOnce;

  public TasksLateStress() {
    tasks.end();
  }

  private void task() {
    mostAtOnce = Math.max(mostAtOnce, running.incrementAndGet());
    runs.incrementAndGet();
    running.decrementAndGet();
  }

  @Actor
  public void one() {
    tasks.add(null, this::task);
  }

  @Actor
  public void other() {
    tasks.add(null, this::task);
  }

  @Arbiter
  public void count(II_Result result) {
    result.r1 = runs.get();
    result.r2 = mostAtOnce;
  }
}
