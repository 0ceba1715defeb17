package io.tidewire.spi;

import io.tidewire.ConnectionEvent;

/**
 * Observes connections. Found as a CDI bean or by {@link java.util.ServiceLoader}; there may be any
 * number.
 *
 * <p>Called on a thread for application code, reliably and in order for each connection; for
 * different connections by several threads at once. A slow observer holds up the messages and
 * subscriptions of the connection that it is told about, and no others. What it throws is logged;
 * the event counts as observed.
 */
@FunctionalInterface
public interface ConnectionObserver {

  /**
   * Takes an event.
   *
   * @param event what happened
   */
  void observe(ConnectionEvent event);
}
