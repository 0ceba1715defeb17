package io.tidewire.web;

import io.tidewire.stress.CountedConnection;
import io.tidewire.stress.StressStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes to a {@link StressStream}, and counts how often it gives it back. */
final class StressOutput extends NonBlockingOutput {

  static final byte[] BYTES = {1};

  private final AtomicInteger releases = new AtomicInteger();

  StressOutput(StressStream stream, CountedConnection connection) {
    super(stream);
    startFor(connection);
  }

  int releases() {
    return releases.get();
  }

  @Override
  protected void release() {
    releases.incrementAndGet();
  }
}
