package io.tidewire.websocket;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A loop that asks for a socket while a send ends finds it ready, or is told when it is. */
@JCStressTest
@Outcome(
    id = {"true, false", "true, true", "false, true"},
    expect = ACCEPTABLE,
    desc = "It was ready, or the loop was told when")
@Outcome(expect = FORBIDDEN, desc = "It was not ready, and nobody was told")
@State
public class SocketReadyStress {

  private final StressSession session = new StressSession();

  public SocketReadyStress() {
    session.socket.send(StressSession.TEXT);
  }

  @Actor
  public void loop(ZZ_Result result) {
    result.r1 = session.socket.isReady();
  }

  @Actor
  public void container() {
    session.sent();
  }

  @Arbiter
  public void look(ZZ_Result result) {
    result.r2 = session.connection.timesWritable() > 0;
  }
}
