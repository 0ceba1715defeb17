package io.tidewire.window;

import io.tidewire.wire.SharedEvent;

/** Writes events to a window's ring, and not to its history, for tests of loops that fail. */
public final class RingWriter {

  private RingWriter() {}

  /** Writes an event. */
  public static void write(Window window, SharedEvent event) {
    window.ring.write(new RingEntry(event, event.order(), 0));
  }
}
