package io.tidewire.spi;

/**
 * Hears what a hub does; metrics, audit and tracing hang here.
 *
 * <p>Called by one thread at a time, later than the thing itself, and never on a delivery loop. If
 * an observer is so slow that 10,000 signals wait, further ones are dropped and the next to arrive
 * is preceded by {@link HubSignal.SignalsLost}. What it throws is logged.
 */
@FunctionalInterface
public interface HubObserver {

  /**
   * Takes a signal.
   *
   * @param signal what happened
   */
  void observe(HubSignal signal);
}
