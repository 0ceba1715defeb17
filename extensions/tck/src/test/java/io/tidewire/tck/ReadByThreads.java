package io.tidewire.tck;

import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A log that reads by threads of its own; by two, so that a sink that is held up holds up no other.
 */
final class ReadByThreads extends ForwardingEventLog {

  private static final int AT_ONCE = 7;
  private static final long PAUSE_NANOS = 10_000;

  private volatile boolean closed;

  ReadByThreads(FaultyEventLog log) {
    super(log);
    log.manual();
    Stream.generate(() -> new Thread(() -> read(log), "reader")).limit(2).forEach(Thread::start);
  }

  private void read(FaultyEventLog log) {
    while (!closed) {
      log.deliver(AT_ONCE);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    closed = true;
    super.close();
  }
}
