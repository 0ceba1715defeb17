package io.tidewire.window;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import io.tidewire.stress.Events;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A cursor ahead of its node is told when its event arrives, also if that is at the same moment.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It is told of the event")
@Outcome(expect = FORBIDDEN, desc = "It waits until the log is asked")
@State
public class AheadStress {

  private static final PublishedEvent EVENT =
      new PublishedEvent(new Position("epoch", 1), Events.CONTENT);

  private final LogTail tail =
      new LogTail(new Window(Events.FOR_TWO, () -> 0, topic -> false), () -> 0);
  private CompletionStage<Long> answer = new CompletableFuture<>();

  public AheadStress() {
    tail.begin(new EventLog.Bounds("epoch", 0, 0));
  }

  @Actor
  public void loop() {
    answer = tail.newestInLog(1);
  }

  @Actor
  public void log() {
    tail.accept(List.of(EVENT));
  }

  @Arbiter
  public void look(I_Result result) {
    result.r1 = (int) answer.toCompletableFuture().getNow(-1L).longValue();
  }
}
