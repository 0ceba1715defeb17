package io.tidewire.engine;

import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.concurrent.atomic.LongAdder;

/** Counts the messages that clients publish and send, and what became of them. Thread-safe. */
public final class MessageCounts {

  private final LongAdder received = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();

  MessageCounts() {}

  /** Counts a message that has arrived. */
  public void received() {
    received.increment();
  }

  /**
   * Counts what a client is told of its message.
   *
   * @param answer the answer
   */
  public void answered(Control answer) {
    if (answer instanceof Control.Ack) {
      answered.increment();
    } else if (answer instanceof Control.Error error
        && error.code().equals(ErrorCode.INTERNAL.code())) {
      failed.increment();
    }
  }

  long allReceived() {
    return received.sum();
  }

  long allAnswered() {
    return answered.sum();
  }

  long allFailed() {
    return failed.sum();
  }
}
