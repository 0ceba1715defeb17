package io.tidewire.engine;

import io.tidewire.CloseReason;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Runs a loop's turns on a thread that sleeps while there is nothing to do. Nothing that is thrown
 * ends it, except the end of the thread itself.
 */
final class LoopThread {

  /** The pause between attempts to recover from an error: memory may be free again then. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Loop loop;
  private final LongSupplier longestSleepMillis;
  private final Runnable housekeeping;
  private final Thread thread;
  private final AtomicBoolean asleep = new AtomicBoolean();
  private volatile boolean stopped;

  // Owned by the thread.
  private long housekeptAt;

  /**
   * @param longestSleepMillis after which it wakes by itself, connections or not
   * @param housekeeping runs whenever the loop has run out of work, or has been working for that
   *     long
   */
  LoopThread(
      Loop loop, ThreadFactory threads, LongSupplier longestSleepMillis, Runnable housekeeping) {
    this.loop = loop;
    this.longestSleepMillis = longestSleepMillis;
    this.housekeeping = housekeeping;
    this.thread = threads.newThread(this::run);
    thread.setUncaughtExceptionHandler((dying, e) -> goOn());
    loop.wakeWith(this::wake);
  }

  void start() {
    thread.start();
  }

  /**
   * Catches what the handlers below have let pass, and calls nothing then that could fail, too.
   * Only the end of the thread itself ends the loop.
   */
  private void run() {
    try {
      while (!stopped) {
        try {
          runGuarded();
        } catch (ThreadDeath e) {
          throw e;
        } catch (Throwable e) {
          LockSupport.parkNanos(this, PAUSE_NANOS);
        }
      }
      loop.end(CloseReason.RESTART);
    } finally {
      if (!stopped) {
        abort();
      }
    }
  }

  /**
   * Catches again what should have been caught. If there is no memory to rematerialise the objects
   * of a compiled method, the JVM leaves the method past all its handlers (seen with JDK 17), and
   * so it can leave the handling of a fault.
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

  /** Does the same for {@link #run}, whose thread is about to end without having been told to. */
  private void goOn() {
    while (!loop.hasEnded()) {
      try {
        run();
      } catch (Throwable e) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private void runOnce() {
    boolean failed = false;
    try {
      boolean worked = loop.turn();
      if (!worked || loop.state().now() - housekeptAt >= longestSleepMillis.getAsLong()) {
        housekeptAt = loop.state().now();
        housekeeping.run();
      }
      if (!worked) {
        sleep();
      }
    } catch (ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      // Whatever is thrown on a loop, it goes on.
      loop.faults().handle(null, e);
      failed = true;
    }
    if (failed || loop.reader().isBrokenOff()) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
  }

  private void abort() {
    loop.faults()
        .say("a delivery loop has ended; its clients are told to come back later: ", thread, null);
    loop.end(CloseReason.INTERNAL);
  }

  private void sleep() {
    if (fallsAsleep()) {
      long millis = Math.min(loop.idleMillis(), longestSleepMillis.getAsLong());
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
    }
    asleep.set(false);
    // An interrupt does not end the loop; if it stayed set, it would keep the thread from sleeping.
    boolean unused = Thread.interrupted();
  }

  /**
   * Says that the thread sleeps, and then looks for work. Those who bring work do it the other way
   * round, so that one of the two sees the other. Called by the thread.
   */
  boolean fallsAsleep() {
    asleep.set(true);
    return !loop.hasWork() && !stopped;
  }

  /** Wakes the thread, with one system call however many callers ask. */
  private void wake() {
    if (mustBeWoken()) {
      LockSupport.unpark(thread);
    }
  }

  /** Tells one of those who ask that the thread sleeps, since it has last said so. */
  boolean mustBeWoken() {
    return asleep.get() && asleep.compareAndSet(true, false);
  }

  /** Ends the thread; returns when it has ended or the time is over. */
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
