package io.tidewire.websocket;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.CloseReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** The goodbye of a socket that is closed while a send ends follows that send. */
@JCStressTest
@Outcome(id = "2, false", expect = ACCEPTABLE, desc = "The message, then the goodbye")
@Outcome(expect = FORBIDDEN, desc = "No goodbye, or more than one, or both at once")
@State
public class SocketGoodbyeStress {

  private final StressSession session = new StressSession();

  public SocketGoodbyeStress() {
    session.socket.send(StressSession.TEXT);
  }

  @Actor
  public void loop() {
    session.socket.close(StressSession.TEXT, CloseReason.DRAIN);
  }

  @Actor
  public void container() {
    session.sent();
  }

  @Arbiter
  public void look(IZ_Result result) {
    result.r1 = session.texts();
    result.r2 = session.wroteTwoAtOnce();
  }
}
