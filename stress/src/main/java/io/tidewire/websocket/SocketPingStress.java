package io.tidewire.websocket;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIZ_Result;

/** A ping and a message that begin at once are written one after the other, and neither is lost. */
@JCStressTest
@Outcome(id = "false, 1, true", expect = ACCEPTABLE, desc = "Both are sent, or the ping follows")
@Outcome(expect = FORBIDDEN, desc = "Two writes at once, or one that is never begun")
@State
public class SocketPingStress {

  private final StressSession session = new StressSession();

  public SocketPingStress() {
    session.socket.ping();
  }

  @Actor
  public void blockingCall() {
    session.sendPing();
  }

  @Actor
  public void loop() {
    sendIfReady();
  }

  private void sendIfReady() {
    if (session.socket.isReady()) {
      session.socket.send(StressSession.TEXT);
    }
  }

  /** What the loop does if it is told, and the container at the end of the send. */
  @Arbiter
  public void look(ZIZ_Result result) {
    if (session.texts() == 0 && session.connection.timesWritable() > 0) {
      sendIfReady();
    }
    session.sent();
    result.r1 = session.wroteTwoAtOnce();
    result.r2 = session.texts();
    result.r3 = session.pings() == 1 || session.blockingCalls() > 1;
  }
}
