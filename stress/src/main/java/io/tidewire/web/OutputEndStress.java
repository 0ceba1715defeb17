package io.tidewire.web;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.CloseReason;
import io.tidewire.stress.CountedConnection;
import io.tidewire.stress.StressStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Once the container has ended a response, and recycles it, the loop does not touch it again. */
@JCStressTest
@Outcome(id = "false", expect = ACCEPTABLE, desc = "The loop was done with it")
@Outcome(expect = FORBIDDEN, desc = "The loop has touched another request's response")
@State
public class OutputEndStress {

  private final StressStream stream = new StressStream();
  private final StressOutput output = new StressOutput(stream, new CountedConnection());

  public OutputEndStress() {
    stream.drain();
  }

  @Actor
  public void loop() {
    if (output.isReady()) {
      output.write(StressOutput.BYTES);
    }
  }

  @Actor
  public void container() {
    output.endedByContainer(CloseReason.DISCONNECTED);
    stream.recycle();
  }

  @Arbiter
  public void look(Z_Result result) {
    result.r1 = stream.wasTouchedLate();
  }
}
