package io.tidewire.chain;

import java.io.IOException;
import java.io.Writer;

/** Writes to the response until the guard holds it. */
final class GuardedWriter extends Writer {

  private final GuardedResponse guard;

  GuardedWriter(GuardedResponse guard) {
    this.guard = guard;
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    if (!guard.isHeld()) {
      guard.unguardedWriter().write(text, offset, length);
    }
  }

  @Override
  public void flush() throws IOException {
    if (!guard.isHeld()) {
      guard.unguardedWriter().flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (!guard.isHeld()) {
      guard.unguardedWriter().close();
    }
  }
}
