package org.apache.coyote;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** An upgraded request's connection that takes its name from Tomcat's, and notes who closes it. */
public final class StandInConnection implements WebConnection {

  private final ServletOutputStream out;
  private final AtomicReference<Thread> closer = new AtomicReference<>();

  /**
   * A connection.
   *
   * @param out its output
   */
  public StandInConnection(ServletOutputStream out) {
    this.out = out;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    throw new IOException("the client is gone");
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return out;
  }

  @Override
  public void close() {
    closer.compareAndSet(null, Thread.currentThread());
  }

  /** The thread that has closed it, or null. */
  public Thread closer() {
    return closer.get();
  }
}
