package io.tidewire.web;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.stress.CountedConnection;
import io.tidewire.stress.StressStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A response that a loop gives up just as the container calls back for the first time is given back
 * once, by one of the two.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Its final bytes were written before")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It ended without them")
@Outcome(expect = FORBIDDEN, desc = "Not given back, or twice, or written twice")
@State
public class OutputGiveUpStress {

  private final StressStream stream = new StressStream();
  private final StressOutput output = new StressOutput(stream, new CountedConnection());

  @Actor
  public void loop() {
    output.finish(StressOutput.BYTES);
    output.giveUp();
  }

  @Actor
  public void container() {
    stream.drain();
  }

  @Arbiter
  public void count(II_Result result) {
    result.r1 = stream.writes();
    result.r2 = output.releases();
  }
}
