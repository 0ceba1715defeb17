package io.tidewire.benchmarks.engine;

import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.WireForm;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A socket that takes everything at once and throws it away, as bytes of an event stream. It counts
 * down when the last event of a run has come, and never does if one was lost, doubled or out of
 * order.
 */
final class Arrivals implements Transport {

  /**
   * Events to come, in one unbroken sequence.
   *
   * @param after the sequence before the first
   * @param last the sequence of the last
   * @param arrived counted down by each subscriber that has got them all
   */
  record Expected(long after, long last, CountDownLatch arrived) {}

  private volatile Expected expected;
  private long seen;
  private long bytes;

  Arrivals(Expected expected) {
    this.expected = expected;
    this.seen = expected.after;
  }

  /** Says what comes next; once all that was expected has come. */
  void expect(Expected next) {
    expected = next;
  }

  @Override
  public String name() {
    return "discarding";
  }

  @Override
  public boolean greets() {
    return false;
  }

  @Override
  public boolean heartbeats() {
    return false;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void send(Batch batch, Position cursor) {
    bytes += batch.in(WireForm.plain()).length;
    for (Frame frame : batch.frames()) {
      if (frame instanceof SharedEvent event && event.order() == seen + 1) {
        seen++;
        if (seen == expected.last) {
          expected.arrived.countDown();
        }
      }
    }
  }

  @Override
  public void close(Control.Bye bye, @Nullable Position cursor) {
    if (seen > 0 && bytes == 0) {
      throw new IllegalStateException(seen + " events came without a byte");
    }
  }
}
