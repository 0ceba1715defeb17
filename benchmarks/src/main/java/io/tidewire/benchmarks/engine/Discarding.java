package io.tidewire.benchmarks.engine;

import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.WireForm;
import org.jspecify.annotations.Nullable;

/** Throws away what it is sent, and tells of each event. */
final class Discarding implements Transport {

  private final Runnable arrived;
  private long bytes;

  /**
   * @param arrived is run for each event
   */
  Discarding(Runnable arrived) {
    this.arrived = arrived;
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
      if (frame instanceof SharedEvent) {
        arrived.run();
      }
    }
  }

  @Override
  public void close(Control.Bye bye, @Nullable Position cursor) {
    if (bytes == 0) {
      throw new IllegalStateException("nothing was sent");
    }
  }
}
