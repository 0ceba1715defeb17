package io.tidewire.web;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.function.UnaryOperator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** An interrupt that is meant for a call of the application's code never meets the next one. */
@JCStressTest
@Outcome(id = "false", expect = ACCEPTABLE, desc = "The thread is left without an interrupt")
@Outcome(expect = FORBIDDEN, desc = "The thread's next call would be interrupted")
@State
public class CallInterruptStress {

  private final Call<Integer> call = new Call<>(() -> 1, 0);

  @Actor
  public void runner(Z_Result result) {
    call.run(() -> 0, UnaryOperator.identity());
    result.r1 = Thread.interrupted();
  }

  @Actor
  public void closer() {
    call.interrupt();
  }
}
