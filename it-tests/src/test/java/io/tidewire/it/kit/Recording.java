package io.tidewire.it.kit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client saw, in order. A test takes items out by waiting for them, and can then assert that
 * nothing more came. Thread-safe: any thread adds, any thread waits.
 *
 * @param <T> the kind of item, with a telling {@code toString} for the failure messages
 */
public final class Recording<T> {
  private static final int SHOWN = 40;

  private final String name;
  private final @Nullable Recording<End> ends;
  private final List<T> all = new ArrayList<>();
  private final List<T> unread = new ArrayList<>();

  /** An empty recording; the name appears in failures. */
  public Recording(String name) {
    this(name, null);
  }

  /** The same for what a client hears; failures also tell how its connections ended. */
  static <T> Recording<T> until(Recording<End> ends, String name) {
    return new Recording<>(name, ends);
  }

  private Recording(String name, @Nullable Recording<End> ends) {
    this.name = name;
    this.ends = ends;
  }

  synchronized void add(T item) {
    all.add(item);
    unread.add(item);
    notifyAll();
  }

  /** Takes the next unread item. */
  public T await() {
    return await(1).get(0);
  }

  /**
   * Takes the next {@code count} unread items, waiting until there are as many.
   *
   * @throws AssertionError at the deadline, showing what was recorded
   */
  public synchronized List<T> await(int count) {
    waitUntil(count + " more", () -> unread.size() >= count);
    List<T> head = unread.subList(0, count);
    List<T> taken = List.copyOf(head);
    head.clear();
    return taken;
  }

  /**
   * Takes the first unread item that is wanted, and leaves the others unread.
   *
   * @throws AssertionError at the deadline, showing what was recorded
   */
  public synchronized T await(String what, Predicate<? super T> wanted) {
    waitUntil(what, () -> unread.stream().anyMatch(wanted));
    Iterator<T> items = unread.iterator();
    while (true) {
      T item = items.next();
      if (wanted.test(item)) {
        items.remove();
        return item;
      }
    }
  }

  /** Everything recorded so far, read or not. */
  public synchronized List<T> all() {
    return List.copyOf(all);
  }

  /** Fails if anything was recorded that no wait has taken. */
  public synchronized void assertExhausted() {
    if (!unread.isEmpty()) {
      throw new AssertionError(name + ": nothing more was expected, but there is " + unread);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private synchronized void waitUntil(String what, Condition condition) {
    long deadline = System.nanoTime() + Await.DEADLINE.toNanos();
    while (!condition.holds()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(name + ": waited for " + what + "; " + this + shown(ends));
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(name + ": interrupted while waiting for " + what, e);
      }
    }
  }

  private static String shown(@Nullable Recording<End> ends) {
    return ends == null ? "" : "; " + ends.name + ": " + ends;
  }

  @Override
  public synchronized String toString() {
    List<T> tail = all.subList(Math.max(0, all.size() - SHOWN), all.size());
    return "recorded " + all.size() + ", unread " + unread.size() + ", the last " + tail;
  }
}
