package io.tidewire.engine;

import io.tidewire.wire.Frame;
import java.util.List;

/** Makes batches, for tests of other packages. */
public final class Batches {

  private Batches() {}

  /**
   * Makes a batch.
   *
   * @param frames its frames
   * @return the batch
   */
  public static Batch of(Frame... frames) {
    return new Batch(List.of(frames));
  }
}
