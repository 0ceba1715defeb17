package io.tidewire.spi;

import java.net.URI;
import java.util.Set;

/**
 * Opens the logs of one kind, such as those in Redis. Found by {@link java.util.ServiceLoader} in
 * the application's class path. The setting {@code realtime.log} names a hub's log by a URI;
 * exactly one provider must open it. Without the setting a hub's log is in memory.
 */
public interface EventLogProvider {

  /**
   * Whether it opens logs of this kind; looks at the URI alone.
   *
   * @param log what {@code realtime.log} says
   * @return whether {@link #open} may be called for it
   */
  boolean opens(URI log);

  /** {@return the names of the settings it reads, each beginning with {@code realtime.}} */
  Set<String> settings();

  /**
   * Opens a hub's log. Returns without waiting for the store: one that is away is looked for by the
   * log itself.
   *
   * @param request which log, and for whom
   * @return a log of this hub's own, which the hub closes
   * @throws IllegalArgumentException if the URI or a setting is wrong; the message names it, and
   *     never shows a password. The deployment fails with it
   */
  EventLog open(LogRequest request);
}
