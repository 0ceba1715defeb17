package io.tidewire.engine;

import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.ManualTicker;
import java.util.concurrent.CompletionStage;

/** A log of which this node has not read all yet: it claims to hold more than it gives. */
final class AheadLog extends ForwardingEventLog {

  private final long newest;

  AheadLog(long newest) {
    super(new InMemoryEventLog(0, new ManualTicker()));
    this.newest = newest;
  }

  @Override
  public CompletionStage<Bounds> bounds() {
    return super.bounds().thenApply(this::ahead);
  }

  private Bounds ahead(Bounds bounds) {
    return new Bounds(bounds.epoch(), bounds.evicted(), Math.max(newest, bounds.newest()));
  }
}
