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
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * A loop that asks whether a response is finishing, just as the container's callback ends it, sees
 * the end or is told of it.
 */
@JCStressTest
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "It saw the end")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "It saw the end, and was told of it as well")
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "It was told of the end")
@Outcome(expect = FORBIDDEN, desc = "It waits in vain, or was told twice")
@State
public class OutputAwaitedStress {

  private final StressStream stream = new StressStream();
  private final CountedConnection connection = new CountedConnection();
  private final StressOutput output = new StressOutput(stream, connection);

  public OutputAwaitedStress() {
    output.finish(StressOutput.BYTES);
  }

  @Actor
  public void loop(ZI_Result result) {
    result.r1 = output.isFinishing();
  }

  @Actor
  public void container() {
    stream.drain();
  }

  @Arbiter
  public void look(ZI_Result result) {
    result.r2 = connection.timesEnded();
  }
}
