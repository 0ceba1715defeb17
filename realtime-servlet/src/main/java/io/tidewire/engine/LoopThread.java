package io.tidewire.engine;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Runs a loop's turns on a thread that sleeps while there is nothing to do. */
final class LoopThread {

  private static final System.Logger LOG = System.getLogger(LoopThread.class.getName());

  private final Loop loop;
  private final long longestSleepMillis;
  private final Runnable beforeSleep;
  private final Thread thread;
  private final AtomicBoolean asleep = new AtomicBoolean();
  private volatile boolean stopped;

  /**
   * @param longestSleep after which it wakes by itself, connections or not
   * @param beforeSleep what to look after whenever it has run out of work
   */
  LoopThread(Loop loop, ThreadFactory threads, Duration longestSleep, Runnable beforeSleep) {
    this.loop = loop;
    this.longestSleepMillis = longestSleep.toMillis();
    this.beforeSleep = beforeSleep;
    this.thread = threads.newThread(this::run);
    loop.wakeWith(this::wake);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        if (!loop.turn()) {
          beforeSleep.run();
          sleep();
        }
      }
      loop.finish();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "a delivery loop ends by a fault of its own", e);
      throw e;
    }
  }

  private void sleep() {
    asleep.set(true);
    if (!loop.hasWork() && !stopped) {
      long millis = Math.min(loop.idleMillis(), longestSleepMillis);
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
    }
    asleep.set(false);
    // An interrupt ends nothing here: left standing, it would only keep the thread from sleeping.
    boolean unused = Thread.interrupted();
  }

  /** Wakes it, with one system call however many ask. */
  private void wake() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the thread; returns when it has ended, or after a time. */
  void stop(Duration atMost) {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join(atMost.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
