package io.tidewire.spi;

/**
 * Hears what a hub does; metrics, audit and tracing hang here.
 *
 * <p>Called by one thread at a time, later than the thing itself, and never on a delivery loop. If
 * an observer is so slow that 10,000 signals wait, further ones are dropped and the next to arrive
 * is preceded by {@link HubSignal.SignalsLost}. What it throws is logged. An interrupt that it
 * leaves standing on its thread is cleared before the next signal.
 *
 * <p>When the hub closes, what is queued is still delivered, for at most two seconds; then the
 * thread is interrupted and the rest is told as {@link HubSignal.SignalsLost}. An observer that
 * does not return even then is logged, with the number of signals that it does not hear.
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
