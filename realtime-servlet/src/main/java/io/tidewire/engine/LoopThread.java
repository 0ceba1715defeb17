package io.tidewire.engine;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a loop's turns on a thread that sleeps while there is nothing to do. Nothing that is thrown
 * ends it, but for the death of the thread itself.
 */
final class LoopThread {

  /** Between the tries to make up for an error: memory may be free again then. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Loop loop;
  private final long longestSleepMillis;
  private final Runnable housekeeping;
  private final Thread thread;
  private final AtomicBoolean asleep = new AtomicBoolean();
  private volatile boolean stopped;

  // Owned by the thread.
  private long housekeptAt;

  /**
   * @param longestSleep after which it wakes by itself, connections or not
   * @param housekeeping what to look after whenever it has run out of work, or has had some for as
   *     long as that
   */
  LoopThread(Loop loop, ThreadFactory threads, Duration longestSleep, Runnable housekeeping) {
    this.loop = loop;
    this.longestSleepMillis = longestSleep.toMillis();
    this.housekeeping = housekeeping;
    this.thread = threads.newThread(this::run);
    thread.setUncaughtExceptionHandler((dying, e) -> goOn());
    loop.wakeWith(this::wake);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        runGuarded();
      }
      loop.finish();
    } finally {
      if (!stopped) {
        abort();
      }
    }
  }

  /**
   * Catches again what should have been caught. A compiled method that cannot be given back its
   * objects, since there is no memory for them, is left by the JVM past all its handlers (seen with
   * JDK 17).
   */
  private void runGuarded() {
    try {
      runOnce();
    } catch (ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      loop.faults().handle(null, e);
    }
  }

  /** The same for {@link #run}: its thread is about to end without having been told to. */
  private void goOn() {
    if (!stopped && !loop.hasEnded()) {
      run();
    }
  }

  private void runOnce() {
    boolean failed = false;
    try {
      boolean worked = loop.turn();
      if (!worked || loop.now() - housekeptAt >= longestSleepMillis) {
        housekeptAt = loop.now();
        housekeeping.run();
      }
      if (!worked) {
        sleep();
      }
    } catch (ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      loop.faults().handle(null, e);
      failed = true;
    }
    if (failed || loop.isBrokenOff()) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
  }

  private void abort() {
    loop.faults().say("a delivery loop has ended, and its clients are sent away: ", thread, null);
    loop.abort();
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
