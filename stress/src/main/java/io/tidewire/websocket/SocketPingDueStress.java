package io.tidewire.websocket;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A ping that comes due while a send ends follows it. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "A thread that may block sends it")
@Outcome(expect = FORBIDDEN, desc = "It is due for ever")
@State
public class SocketPingDueStress {

  private final StressSession session = new StressSession();

  public SocketPingDueStress() {
    session.socket.send(StressSession.TEXT);
  }

  @Actor
  public void loop() {
    session.socket.ping();
  }

  @Actor
  public void container() {
    session.sent();
  }

  @Arbiter
  public void look(Z_Result result) {
    result.r1 = session.blockingCalls() > 0;
  }
}
