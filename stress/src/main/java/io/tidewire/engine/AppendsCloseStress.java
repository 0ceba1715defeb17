package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.HubClosedException;
import io.tidewire.Position;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A publisher that begins to wait for the log while the hub closes does not wait for ever. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "It is told that the hub is closed")
@Outcome(expect = FORBIDDEN, desc = "It waits for an answer that never comes")
@State
public class AppendsCloseStress {

  private final Appends appends = new Appends(2, Duration.ofSeconds(1), () -> 0, Runnable::run);
  private final CompletableFuture<Position> unanswered = new CompletableFuture<>();
  private CompletionStage<Position> answer = unanswered;

  @Actor
  public void publisher() {
    answer = appends.answer(unanswered);
  }

  @Actor
  public void hub() {
    appends.close(new HubClosedException("stress"));
  }

  @Arbiter
  public void look(Z_Result result) {
    result.r1 = answer.toCompletableFuture().isDone();
  }
}
