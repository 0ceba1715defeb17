package io.tidewire.upgrade;

import io.tidewire.carrier.Sessions;
import io.tidewire.stress.CountedConnection;
import io.tidewire.stress.StressStream;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** An upgraded request, and the output on it, of which the container has called back once. */
final class StressUpgrade implements WebConnection {

  final UpgradedOutput output;
  private final StressStream stream = new StressStream();
  private final AtomicInteger closes = new AtomicInteger();

  StressUpgrade() {
    try {
      output = new UpgradedOutput(this, new Sessions(work -> null, Duration.ofDays(1)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    output.start(new CountedConnection());
    stream.drain();
  }

  /** {@return how often it was closed} */
  int closes() {
    return closes.get();
  }

  @Override
  public ServletInputStream getInputStream() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return stream;
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }
}
