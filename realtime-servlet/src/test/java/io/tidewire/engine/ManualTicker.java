package io.tidewire.engine;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
final class ManualTicker implements Ticker {

  private final AtomicLong millis = new AtomicLong();

  @Override
  public long millis() {
    return millis.get();
  }

  void advance(long by) {
    millis.addAndGet(by);
  }
}
