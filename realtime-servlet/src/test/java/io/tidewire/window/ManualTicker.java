package io.tidewire.window;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class ManualTicker implements Ticker {

  private final AtomicLong millis = new AtomicLong();

  @Override
  public long millis() {
    return millis.get();
  }

  public void advance(long by) {
    millis.addAndGet(by);
  }
}
