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
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A loop that is told "not ready" while the container calls back is told of the callback, and can
 * write afterwards.
 */
@JCStressTest
@Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "It was ready already")
@Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "It was not; the loop was told when")
@Outcome(expect = FORBIDDEN, desc = "Nobody was told, or the output does not become ready again")
@State
public class OutputReadyStress {

  private final StressStream stream = new StressStream();
  private final CountedConnection connection = new CountedConnection();
  private final StressOutput output = new StressOutput(stream, connection);

  public OutputReadyStress() {
    stream.drain();
    stream.fill();
  }

  @Actor
  public void loop(ZZZ_Result result) {
    result.r1 = output.isReady();
  }

  @Actor
  public void container() {
    stream.drain();
  }

  @Arbiter
  public void look(ZZZ_Result result) {
    result.r2 = connection.timesWritable() > 1;
    result.r3 = output.isReady();
  }
}
