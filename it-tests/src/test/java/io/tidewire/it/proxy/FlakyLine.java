package io.tidewire.it.proxy;

import io.tidewire.it.kit.Cut;
import io.tidewire.it.kit.CuttingProxy;
import io.tidewire.it.kit.Line;
import java.util.Random;

/** Cuts connections at random bytes, each time that it disturbs. */
public final class FlakyLine implements Way {
  private static final long SEED = 15;
  private static final int MOST_BYTES = 8_000;

  private final Random random = new Random(SEED);
  private final CuttingProxy proxy;
  private final Line line;
  private boolean isMended;

  /** Opens one in front of the server on this port of loopback. */
  public FlakyLine(int serverPort) {
    proxy = new CuttingProxy(serverPort);
    line = proxy.line();
  }

  @Override
  public String origin() {
    return "http://127.0.0.1:" + line.port();
  }

  @Override
  public void disturb() {
    if (!isMended) {
      line.cut(Cut.random(random, MOST_BYTES));
    }
  }

  @Override
  public void mend() {
    isMended = true;
    line.dropCuts();
  }

  @Override
  public String log() {
    return line.cuts() + " connections were cut";
  }

  @Override
  public void close() {
    proxy.close();
  }
}
