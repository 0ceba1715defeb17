package io.tidewire.engine;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is done for a hub by any thread.
 *
 * @param refused requests that were refused, with or without a connection
 * @param published events that the log has acknowledged
 * @param publishFailed events that it has not, or that it was not given
 * @param messages what clients have published and sent
 * @param transfers what clients send in chunks
 */
record Counters(
    RefusalCounts refused,
    LongAdder published,
    LongAdder publishFailed,
    MessageCounts messages,
    TransferCounts transfers) {

  Counters() {
    this(
        new RefusalCounts(),
        new LongAdder(),
        new LongAdder(),
        new MessageCounts(),
        new TransferCounts());
  }
}
