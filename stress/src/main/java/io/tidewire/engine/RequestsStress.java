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

/** A request that comes while the one before it ends is begun, by one of the two threads. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "One thread has begun it")
@Outcome(expect = FORBIDDEN, desc = "Both threads have begun it, or neither")
@State
public class RequestsStress {

  private final Requests requests =
      new Requests(null, new EngineSettings.Limits(1, 1, 16, 256, 2, 1, LimitSettings.defaults()));
  private final AtomicInteger begun = new AtomicInteger();

  public RequestsStress() {
    requests.admit(
        new Request(Kind.REQUEST, null, 0, CompletableFuture::new), 0, () -> Admission.ADMITTED);
    requests.serveNext();
  }

  private <T> CompletionStage<T> begin() {
    begun.incrementAndGet();
    return new CompletableFuture<>();
  }

  @Actor
  public void client() {
    requests.admit(new Request(Kind.MESSAGE, null, 0, this::begin), 0, () -> Admission.ADMITTED);
    requests.serveNext();
  }

  @Actor
  public void loop() {
    requests.finished();
  }

  @Arbiter
  public void count(I_Result result) {
    result.r1 = begun.get();
  }
}
