package io.tidewire.stress;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets two threads begin within some nanoseconds of each other, a little further apart or closer
 * each time: for races of a few instructions, which threads that begin by themselves rarely meet.
 */
public final class Meeting {

  private static final int PATIENCE = 1_000;
  private static final int APART = 128;

  private final AtomicInteger arrived = new AtomicInteger();

  /** Creates the meeting of one state. */
  public Meeting() {}

  /** Waits for the other thread as long as that is worth it, and then for a random moment. */
  public void meet() {
    arrived.incrementAndGet();
    for (int i = 0; i < PATIENCE && arrived.get() < 2; i++) {
      Thread.onSpinWait();
    }
    for (int i = ThreadLocalRandom.current().nextInt(APART); i > 0; i--) {
      VarHandle.loadLoadFence();
    }
  }
}
