package io.tidewire.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A session that ends while a connection of its user is being opened ends that too: the sign-out
 * finds the connection, or the connection's loop learns of the sign-out.
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true", "true, true"},
    expect = ACCEPTABLE,
    desc = "One of them has seen the other")
@Outcome(expect = FORBIDDEN, desc = "The connection outlives its session")
@State
public class SignOutStress {

  private static final String SESSION = "session";

  private final Supervision supervision = new Supervision(() -> 0);
  private final ConnectionIndex index = new ConnectionIndex();
  private final Identity identity =
      new Identity(Subscriber.named("ann"), null, SESSION, "ann", 0, supervision.stamp());
  private final ConnectionIndex.Entry entry = new ConnectionIndex.Entry(null, identity);

  @Actor
  public void loop(ZZ_Result result) {
    index.add(entry);
    result.r1 = supervision.since(identity).end() == CloseReason.SIGNED_OUT;
  }

  @Actor
  public void signOut(ZZ_Result result) {
    supervision.sessionEnded(SESSION, CloseReason.SIGNED_OUT);
    result.r2 = !index.ofSession(SESSION).isEmpty();
  }
}
