package io.tidewire.it.app.faulty;

import io.tidewire.spi.EventLog;
import io.tidewire.spi.EventLogProvider;
import io.tidewire.spi.LogRequest;
import io.tidewire.tck.FaultyEventLog;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Opens {@code faulty:here} and {@code faulty:away}: a log whose store the test takes away. */
public final class FaultyLogs implements EventLogProvider {

  private static final int KEPT = 1_000;

  /** The one log of this application. */
  static final AtomicReference<FaultyEventLog> OPENED = new AtomicReference<>();

  @Override
  public boolean opens(URI log) {
    return "faulty".equals(log.getScheme());
  }

  @Override
  public Set<String> settings() {
    return Set.of();
  }

  @Override
  public EventLog open(LogRequest request) {
    FaultyEventLog log = new FaultyEventLog(KEPT);
    if (request.uri().getSchemeSpecificPart().equals("away")) {
      log.goAway();
    }
    OPENED.set(log);
    return log;
  }
}
