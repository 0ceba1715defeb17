package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.engine.RequestCounts.Admission;
import io.tidewire.engine.RequestCounts.Kind;
import io.tidewire.limits.LimitSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A request that comes while the client takes its many answers is begun, by one of the two. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "One thread has begun it")
@Outcome(expect = FORBIDDEN, desc = "Both threads have begun it, or neither")
@State
public class RequestsHeldUpStress {

  private final Requests requests =
      new Requests(null, new EngineSettings.Limits(1, 1, 16, 256, 2, 1, LimitSettings.defaults()));
  private final AtomicInteger begun = new AtomicInteger();

  public RequestsHeldUpStress() {
    requests.answersUnsent(RequestCounts.MANY_ANSWERS, 0);
  }

  private <T> CompletionStage<T> begin() {
    begun.incrementAndGet();
    return new CompletableFuture<>();
  }

  @Actor
  public void client() {
    requests.admit(new Request(Kind.REQUEST, null, 0, this::begin), 0, () -> Admission.ADMITTED);
    requests.serveNext();
  }

  @Actor
  public void loop() {
    requests.answersUnsent(0, 0);
    requests.serveHeldUp();
  }

  @Arbiter
  public void count(I_Result result) {
    result.r1 = begun.get();
  }
}
