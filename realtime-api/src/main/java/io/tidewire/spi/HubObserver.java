package io.tidewire.spi;

/**
 * Observes what a hub does, for metrics, audit or tracing.
 *
 * <p>Called by one thread at a time, some time after the event, and never on a delivery loop. If an
 * observer is so slow that 10,000 signals wait, further ones are dropped, and a {@link
 * HubSignal.SignalsLost} precedes the next one that is not. What an observer throws is logged. An
 * interrupt that it leaves set on its thread is cleared before the next signal.
 *
 * <p>When the hub closes, queued signals are still delivered, for at most two seconds; then the
 * thread is interrupted and the rest is reported as {@link HubSignal.SignalsLost}. An observer that
 * does not return even then is logged, with the number of signals that it misses.
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
