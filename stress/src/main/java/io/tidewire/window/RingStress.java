package io.tidewire.window;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A follower finds every entry that the ring counts as written, each at its own place. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "It looked before the first entry")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It looked before the second entry")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "It has both entries")
@Outcome(expect = FORBIDDEN, desc = "An entry is missing, or is another one")
@State
public class RingStress {

  private final Ring ring = new Ring(2);

  @Actor
  public void writer() {
    ring.write(new RingEntry(null, 1, 0));
    ring.write(new RingEntry(null, 2, 0));
  }

  @Actor
  public void follower(I_Result result) {
    long written = ring.written();
    int found = 0;
    for (long place = 0; place < written; place++) {
      found += isThere(place) ? 1 : -10;
    }
    result.r1 = found;
  }

  private boolean isThere(long place) {
    try {
      return ring.get(place).order() == place + 1;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
