package io.tidewire.window;

import io.tidewire.spi.EventLog;
import io.tidewire.tck.EventLogContract;
import java.time.Duration;

class InMemoryEventLogTest extends EventLogContract {

  private final ManualTicker ticker = new ManualTicker();

  @Override
  protected EventLog open(int retained) {
    return new InMemoryEventLog(retained, ticker);
  }

  @Override
  protected void advance(Duration time) {
    ticker.advance(time.toMillis());
  }
}
