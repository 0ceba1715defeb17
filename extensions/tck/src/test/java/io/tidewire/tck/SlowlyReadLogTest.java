package io.tidewire.tck;

import io.tidewire.spi.EventLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The contract for a log whose readings go on by threads of its own, as those of a remote one do.
 */
class SlowlyReadLogTest extends EventLogContract {

  private @Nullable FaultyEventLog first;

  @Override
  protected EventLog open(int retained) {
    if (first == null) {
      first = new FaultyEventLog(retained);
      return new ReadByThreads(first);
    }
    return new ReadByThreads(first.beside());
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
    first.newEpoch();
  }

  @Override
  protected void advance(Duration time) {
    first.advance(time);
  }
}
