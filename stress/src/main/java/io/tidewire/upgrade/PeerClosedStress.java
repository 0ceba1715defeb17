package io.tidewire.upgrade;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A socket whose two sides send their close frames at once is ended, once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It has ended")
@Outcome(expect = FORBIDDEN, desc = "It stays open, or was ended twice")
@State
public class PeerClosedStress {

  private static final byte[] CLOSE_FRAME = {1};

  private final StressUpgrade upgrade = new StressUpgrade();

  @Actor
  public void loop() {
    upgrade.output.finish(CLOSE_FRAME);
  }

  @Actor
  public void container() {
    upgrade.output.peerClosed();
  }

  @Arbiter
  public void count(I_Result result) {
    result.r1 = upgrade.closes();
  }
}
