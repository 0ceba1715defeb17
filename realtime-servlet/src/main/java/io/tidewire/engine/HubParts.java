package io.tidewire.engine;

import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubObserver;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.window.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * Holds the parts that a hub is made of.
 *
 * @param log the log behind it
 * @param codec turns payloads into bytes
 * @param transactions the caller's transactions
 * @param observers are told what the hub does
 * @param listeners hear of its connections
 * @param threads creates its threads
 * @param clock the time of day, for display
 * @param ticker the clock for durations
 */
public record HubParts(
    EventLog log,
    PayloadCodec codec,
    Transactions transactions,
    List<HubObserver> observers,
    List<ConnectionListener> listeners,
    ThreadFactory threads,
    InstantSource clock,
    Ticker ticker) {

  /** Copies the lists. */
  public HubParts {
    observers = List.copyOf(observers);
    listeners = List.copyOf(listeners);
  }

  /** What the log fails with at its end keeps nobody else from theirs. */
  void closeLog(String hub) {
    try {
      log.close();
    } catch (Throwable e) {
      System.getLogger(HubParts.class.getName())
          .log(System.Logger.Level.WARNING, "the log of hub '" + hub + "' did not close", e);
    }
  }
}
