package io.tidewire.it.app.blocking;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the application's code waits at until a test opens it. */
final class Gates {

  /** Only a failing test ever waits for so long. */
  private static final int PATIENCE_SECONDS = 25;

  private static final Map<String, Gate> ALL = new ConcurrentHashMap<>();

  private record Gate(CountDownLatch opened, AtomicInteger waiting) {}

  private Gates() {}

  private static Gate gate(String name) {
    return ALL.computeIfAbsent(name, n -> new Gate(new CountDownLatch(1), new AtomicInteger()));
  }

  static void pass(String name) {
    Gate gate = gate(name);
    gate.waiting.incrementAndGet();
    try {
      if (!gate.opened.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gate '" + name + "' has not been opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at the gate '" + name + "'", e);
    } finally {
      gate.waiting.decrementAndGet();
    }
  }

  static void open(String name) {
    gate(name).opened.countDown();
  }

  static int waiting(String name) {
    return gate(name).waiting.get();
  }
}
