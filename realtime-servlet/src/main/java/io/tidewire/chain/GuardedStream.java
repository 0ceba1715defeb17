package io.tidewire.chain;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Writes to the response until the guard holds it. */
final class GuardedStream extends ServletOutputStream {

  private final GuardedResponse guard;

  GuardedStream(GuardedResponse guard) {
    this.guard = guard;
  }

  @Override
  public void write(int value) throws IOException {
    if (!guard.isHeld()) {
      guard.unguardedStream().write(value);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!guard.isHeld()) {
      guard.unguardedStream().write(bytes, offset, length);
    }
  }

  @Override
  public void flush() throws IOException {
    if (!guard.isHeld()) {
      guard.unguardedStream().flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (!guard.isHeld()) {
      guard.unguardedStream().close();
    }
  }

  @Override
  public boolean isReady() {
    try {
      return guard.isHeld() || guard.unguardedStream().isReady();
    } catch (IOException e) {
      // The write that follows fails in the same way and may report it.
      return true;
    }
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    throw new IllegalStateException(
        "a filter cannot write asynchronously to a transport's response");
  }
}
