package io.tidewire.web;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The lock of a response lets one thread in at a time, also around an inner section. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "One after the other")
@Outcome(expect = FORBIDDEN, desc = "Both at once")
@State
public class MutexStress {

  private final ReentrantMutex mutex = new ReentrantMutex();
  private int entered;

  @Actor
  public void loop() {
    enter();
  }

  @Actor
  public void container() {
    enter();
  }

  private void enter() {
    mutex.lock();
    try {
      int before = entered;
      mutex.lock();
      mutex.unlock();
      entered = before + 1;
    } finally {
      mutex.unlock();
    }
  }

  @Arbiter
  public void count(I_Result result) {
    result.r1 = entered;
  }
}
