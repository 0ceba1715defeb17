package io.tidewire.web;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.stress.CountedConnection;
import io.tidewire.stress.Meeting;
import io.tidewire.stress.StressStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The final bytes of a loop that ends a response just as the container calls back for the first
 * time are written once, and the response is given back once.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Written, and given back")
@Outcome(expect = FORBIDDEN, desc = "Not written or given back, or twice")
@State
public class OutputFinishStress {

  private final StressStream stream = new StressStream();
  private final StressOutput output = new StressOutput(stream, new CountedConnection());
  private final Meeting meeting = new Meeting();

  @Actor
  public void loop() {
    meeting.meet();
    output.finish(StressOutput.BYTES);
  }

  @Actor
  public void container() {
    meeting.meet();
    stream.drain();
  }

  @Arbiter
  public void count(II_Result result) {
    result.r1 = stream.writes();
    result.r2 = output.releases();
  }
}
