package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReentrantMutexTest {

  private static final int THREADS = 4;
  private static final int TIMES = 50_000;

  private final ReentrantMutex mutex = new ReentrantMutex();
  private int counter;

  @Test
  void letsOneInAtATime() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(this::count);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter).isEqualTo(THREADS * TIMES);
  }

  private void count() {
    for (int i = 0; i < TIMES; i++) {
      mutex.lock();
      try {
        countOnce();
      } finally {
        mutex.unlock();
      }
    }
  }

  private void countOnce() {
    mutex.lock();
    mutex.unlock();
    counter++;
  }

  @Test
  void staysLockedUntilTheFirstLockIsUndone() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    mutex.lock();
    mutex.lock();
    Thread other =
        new Thread(
            () -> {
              mutex.lock();
              entered.countDown();
              mutex.unlock();
            });
    other.start();
    mutex.unlock();
    while (!mutex.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    assertThat(entered.getCount()).isOne();
    mutex.unlock();
    assertThat(entered.await(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS)).isTrue();
    other.join();
  }
}
