package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.Payload;
import io.tidewire.window.InMemoryEventLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A loop that is about to sleep sees a task that is being enqueued, or is woken for it. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The loop sleeps and is woken")
@Outcome(
    id = {"false, true", "false, false"},
    expect = ACCEPTABLE,
    desc = "The loop has seen the task")
@Outcome(expect = FORBIDDEN, desc = "The loop sleeps with a task, and nobody wakes it")
@State
public class LoopWakeStress {

  private static final Thread NEVER_STARTED = new Thread(() -> {});

  private static final HubParts PARTS =
      new HubParts(
          new InMemoryEventLog(0, () -> 0),
          payload -> Payload.json("1"),
          Transactions.NONE,
          List.of(),
          List.of(),
          work -> NEVER_STARTED,
          InstantSource.fixed(Instant.EPOCH),
          () -> 0);

  private final Loop loop =
      new Loop(
          Shared.of("stress", EngineSettings.defaults(), PARTS, topic -> false, Duration.ZERO));
  private final LoopThread thread = new LoopThread(loop, work -> NEVER_STARTED, () -> 0, () -> {});

  @Actor
  public void loop(ZZ_Result result) {
    result.r1 = thread.fallsAsleep();
  }

  @Actor
  public void other() {
    loop.execute(() -> {});
  }

  @Arbiter
  public void isStillToBeWoken(ZZ_Result result) {
    result.r2 = thread.mustBeWoken();
  }
}
