package io.tidewire.engine;

import io.tidewire.spi.HubSignal;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.List;

/** Counts what a loop does. Confined to the loop. */
final class LoopStats {

  private final Signals signals;
  private long delivered;

  LoopStats(Signals signals) {
    this.signals = signals;
  }

  /** Counts the events among frames that were handed to a transport. */
  void delivered(List<Frame> frames) {
    if (signals.areHeard()) {
      for (Frame frame : frames) {
        delivered += frame instanceof SharedEvent ? 1 : 0;
      }
    }
  }

  /** Tells the observers what was counted since the last call. */
  void report() {
    if (delivered > 0) {
      long count = delivered;
      signals.emit(() -> new HubSignal.Delivered(count));
      delivered = 0;
    }
  }
}
