package io.tidewire.servlet;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes daemon threads with numbered names, by itself or with another factory. */
final class DaemonThreads implements ThreadFactory {

  private final String prefix;
  private final ThreadFactory maker;
  private final AtomicInteger count = new AtomicInteger();

  /** Creates a factory of plain threads, whose names begin with the prefix. */
  DaemonThreads(String prefix) {
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
