package io.tidewire.chain.war;

import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps the codes of refusals where a test finds them, whose class loader is another. */
public final class RefusalObserver implements HubObserver {

  private static final String KEY = "io.tidewire.test.refusals";

  /** Called by the application. */
  public RefusalObserver() {}

  /** {@return the codes that observers have been told since they were forgotten} */
  @SuppressWarnings("unchecked")
  public static Queue<String> told() {
    return (Queue<String>)
        System.getProperties().computeIfAbsent(KEY, key -> new ConcurrentLinkedQueue<String>());
  }

  @Override
  public void observe(HubSignal signal) {
    if (signal instanceof HubSignal.Refused refused) {
      told().add(refused.code());
    }
  }
}
