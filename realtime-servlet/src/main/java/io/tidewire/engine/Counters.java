package io.tidewire.engine;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is done for a hub by other threads than its loops.
 *
 * @param refused requests that were refused before they had a connection
 * @param published events that the log has acknowledged
 * @param publishFailed events that it has not, or that it was not given
 */
record Counters(LongAdder refused, LongAdder published, LongAdder publishFailed) {

  Counters() {
    this(new LongAdder(), new LongAdder(), new LongAdder());
  }
}
