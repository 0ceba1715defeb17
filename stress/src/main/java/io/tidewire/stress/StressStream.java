package io.tidewire.stress;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A container's stream over a socket that takes bytes unless it is full. It owes a callback when it
 * gets its listener, and each time it says that it is not ready.
 */
public final class StressStream extends ServletOutputStream {

  private final AtomicInteger writes = new AtomicInteger();
  private volatile boolean recycled;
  private volatile boolean touchedLate;
  private @Nullable WriteListener listener;

  // Guarded by this.
  private boolean full;
  private boolean owesCallback;

  /** Creates a stream that is ready. */
  public StressStream() {}

  /** From now on it is not ready. */
  public synchronized void fill() {
    full = true;
  }

  /** From now on it is ready; calls back if it owes that. */
  public void drain() {
    if (isCallbackOwed()) {
      try {
        Objects.requireNonNull(listener).onWritePossible();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private synchronized boolean isCallbackOwed() {
    boolean owed = owesCallback;
    full = false;
    owesCallback = false;
    return owed;
  }

  /** From now on it belongs to another request. */
  public void recycle() {
    recycled = true;
  }

  /** {@return whether it was touched after it was recycled} */
  public boolean wasTouchedLate() {
    return touchedLate;
  }

  /** {@return how often bytes were written} */
  public int writes() {
    return writes.get();
  }

  private void touch() {
    if (recycled) {
      touchedLate = true;
    }
  }

  @Override
  public synchronized boolean isReady() {
    touch();
    owesCallback |= full;
    return !full;
  }

  @Override
  public synchronized void setWriteListener(WriteListener newListener) {
    listener = newListener;
    owesCallback = true;
  }

  @Override
  public void write(int b) {
    touch();
    writes.incrementAndGet();
  }

  @Override
  public void write(byte[] bytes) {
    touch();
    writes.incrementAndGet();
  }

  @Override
  public void flush() {
    touch();
  }
}
