package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.engine.RequestCounts.Admission;
import io.tidewire.engine.RequestCounts.Kind;
import io.tidewire.limits.LimitSettings;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/** A request that comes while its connection ends is dropped, sooner or later, and not counted. */
@JCStressTest
@Outcome(
    id = {"ADMITTED, 0", "DROPPED, 0"},
    expect = ACCEPTABLE,
    desc = "Nothing is left of it")
@Outcome(expect = FORBIDDEN, desc = "It is left counted")
@State
public class RequestsEndStress {

  private final Requests requests =
      new Requests(null, new EngineSettings.Limits(1, 1, 16, 256, 2, 1, LimitSettings.defaults()));

  @Actor
  public void client(LI_Result result) {
    result.r1 =
        requests.admit(
            new Request(Kind.REQUEST, null, 0, CompletableFuture::new),
            0,
            () -> Admission.ADMITTED);
  }

  @Actor
  public void loop() {
    boolean unused = requests.end();
    requests.clear();
  }

  @Arbiter
  public void count(LI_Result result) {
    result.r2 = requests.pending();
  }
}
