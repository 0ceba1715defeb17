package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.engine.RequestCounts.Admission;
import io.tidewire.engine.RequestCounts.Kind;
import io.tidewire.limits.LimitSettings;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;

/**
 * A request that comes while its connection stops is waited for, or refused with an answer and not
 * counted: the loop ends a connection as soon as nothing is unanswered.
 */
@JCStressTest
@Outcome(id = "ADMITTED, false", expect = ACCEPTABLE, desc = "The loop waits for its answer")
@Outcome(id = "STOPPING, true", expect = ACCEPTABLE, desc = "It is refused, and nothing is left")
@Outcome(
    id = "ADMITTED, true",
    expect = FORBIDDEN,
    desc = "It is admitted, and nobody waits for it")
@Outcome(expect = FORBIDDEN, desc = "It is refused, and left counted")
@State
public class RequestsStopStress {

  private final Requests requests =
      new Requests(null, new EngineSettings.Limits(1, 1, 16, 256, 2, 1, LimitSettings.defaults()));

  @Actor
  public void client(LZ_Result result) {
    result.r1 =
        requests.admit(
            new Request(Kind.REQUEST, null, 0, CompletableFuture::new),
            0,
            () -> Admission.ADMITTED);
  }

  @Actor
  public void loop(LZ_Result result) {
    boolean unused = requests.stop();
    result.r2 = requests.areAllAnswered();
  }
}
