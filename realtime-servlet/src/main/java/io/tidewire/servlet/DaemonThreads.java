package io.tidewire.servlet;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes named daemon threads, of its own or of another factory's making. */
public final class DaemonThreads implements ThreadFactory {

  private final String prefix;
  private final ThreadFactory maker;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * A factory.
   *
   * @param prefix what the names of its threads begin with
   */
  public DaemonThreads(String prefix) {
    this(prefix, Thread::new);
  }

  DaemonThreads(String prefix, ThreadFactory maker) {
    this.prefix = prefix;
    this.maker = maker;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = maker.newThread(task);
    thread.setName(prefix + "-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
