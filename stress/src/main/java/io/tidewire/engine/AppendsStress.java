package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.Position;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * An answer that the log gives while the publisher begins to wait reaches it and frees its room.
 */
@JCStressTest
@Outcome(id = "0, true", expect = ACCEPTABLE, desc = "Answered, and counted no longer")
@Outcome(expect = FORBIDDEN, desc = "The publisher waits, or its event still counts")
@State
public class AppendsStress {

  private static final Position PLACE = new Position("epoch", 1);

  private final Appends appends = new Appends(2, Duration.ofSeconds(1), () -> 0, Runnable::run);
  private final CompletableFuture<Position> stage = new CompletableFuture<>();
  private CompletionStage<Position> answer = stage;

  @Actor
  public void publisher() {
    answer = appends.answer(stage);
  }

  @Actor
  public void log() {
    stage.complete(PLACE);
  }

  @Arbiter
  public void look(IZ_Result result) {
    result.r1 = appends.underWay();
    result.r2 = answer.toCompletableFuture().isDone();
  }
}
