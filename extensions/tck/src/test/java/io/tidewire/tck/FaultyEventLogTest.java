package io.tidewire.tck;

import io.tidewire.spi.EventLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** As long as nobody asks it for a breach, the log of the faults keeps to the contract. */
class FaultyEventLogTest extends EventLogContract {

  private @Nullable FaultyEventLog first;

  @Override
  protected EventLog open(int retained) {
    if (first == null) {
      first = new FaultyEventLog(retained);
      return first;
    }
    return first.beside();
  }

  @Override
  protected boolean sharesStore() {
    return true;
  }

  @Override
  protected void stopStore() {
    first.goAway();
  }

  @Override
  protected void startStore() {
    first.comeBack();
  }

  @Override
  protected void emptyStore() {
    first.loseLast(Integer.MAX_VALUE);
  }

  @Override
  protected void advance(Duration time) {
    first.advance(time);
  }
}
