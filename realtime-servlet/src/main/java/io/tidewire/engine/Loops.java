package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Stands for all loops of a hub. Any thread may call it once the loops are created. */
final class Loops {

  /** How long a loop sleeps at most, and so how often at least there is housekeeping. */
  private static final long LONGEST_SLEEP_MILLIS = 1_000;

  /** The same while there are connections, which are to end soon after the right to them. */
  private static final long SHORT_SLEEP_MILLIS = 250;

  /** A longer drain means never. */
  private static final Duration LONGEST_DRAIN = Duration.ofDays(365);

  private final String hub;
  private final List<Loop> all = new ArrayList<>();
  private final List<LoopThread> threads = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  Loops(String hub) {
    this.hub = hub;
  }

  /** Creates the loops, as many as the settings say. */
  void create(Shared shared) {
    for (int i = 0; i < shared.settings().loops(); i++) {
      all.add(new Loop(shared));
    }
  }

  /**
   * Gives each its thread.
   *
   * @param housekeeping what one of them does about once a second, or a few times while there are
   *     connections
   */
  void start(ThreadFactory factory, Runnable housekeeping) {
    for (Loop loop : all) {
      LoopThread thread =
          threads.isEmpty()
              ? new LoopThread(loop, factory, () -> untilHousekeeping(loop), housekeeping)
              : new LoopThread(loop, factory, () -> LONGEST_SLEEP_MILLIS, () -> {});
      thread.start();
      threads.add(thread);
    }
  }

  private static long untilHousekeeping(Loop loop) {
    boolean connected = loop.shared().connectionCounts().connections() > 0;
    return connected ? SHORT_SLEEP_MILLIS : LONGEST_SLEEP_MILLIS;
  }

  /** Ends the threads, each of which may take so long. */
  void stop(Duration atMost) {
    threads.forEach(thread -> thread.stop(atMost));
  }

  List<Loop> all() {
    return all;
  }

  /** {@return the loop whose turn it is to take a connection} */
  Loop next() {
    for (int tried = 0; tried < all.size(); tried++) {
      Loop loop = all.get(Math.floorMod(next.getAndIncrement(), all.size()));
      if (!loop.hasEnded()) {
        return loop;
      }
    }
    throw new OverloadedException("the delivery loops of hub '" + hub + "' have ended");
  }

  boolean haveAnyEnded() {
    return all.stream().anyMatch(Loop::hasEnded);
  }

  /** {@return how many subscriptions cover a topic} */
  long subscriptions(Topic topic) {
    return all.stream().mapToLong(loop -> loop.counts().covering(topic)).sum();
  }

  boolean isSubscribedByName(Topic topic) {
    for (Loop loop : all) {
      if (loop.counts().isSubscribedByName(topic)) {
        return true;
      }
    }
    return false;
  }

  /** Ends the connections of which this is true, once they are answered, or after a time. */
  void finishAll(Predicate<Connection> which, CloseReason reason, Duration atMost) {
    for (Loop loop : all) {
      loop.execute(() -> loop.connections().finishAll(which, reason, atMost.toMillis()));
    }
  }

  /** Ends all connections, evenly over a span; the stage completes when there are none. */
  CompletionStage<Void> drain(Duration over) {
    long millis = over.compareTo(LONGEST_DRAIN) > 0 ? LONGEST_DRAIN.toMillis() : over.toMillis();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (Loop loop : all) {
      CompletableFuture<Void> drained = new CompletableFuture<>();
      loop.execute(() -> loop.connections().drain(millis, drained));
      done.add(drained);
    }
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
  }

  /** {@return what all loops together have counted} */
  long sum(Function<LoopStats, LoopStats.Counter> counter) {
    return all.stream().mapToLong(loop -> counter.apply(loop.stats()).published()).sum();
  }

  static Map<String, Long> noneOpen() {
    return Transport.KINDS.stream().collect(Collectors.toUnmodifiableMap(kind -> kind, kind -> 0L));
  }

  /** {@return how many connections of all loops are open, by their transport} */
  Map<String, Long> open() {
    Map<String, Long> open = new TreeMap<>(noneOpen());
    all.forEach(loop -> loop.stats().addOpenTo(open));
    return Collections.unmodifiableMap(open);
  }

  /** {@return how long the oldest event has waited that a running loop has not read} */
  long oldestUnreadMillis() {
    return all.stream()
        .filter(loop -> !loop.hasEnded())
        .mapToLong(Loops::oldestUnreadMillis)
        .max()
        .orElse(0);
  }

  private static long oldestUnreadMillis(Loop loop) {
    long now = loop.shared().ticker().millis();
    return Math.max(0, now - loop.reader().unreadSince(now));
  }

  /** Adds the state of each loop for operators. */
  void describe(Map<String, Object> health) {
    for (int i = 0; i < all.size(); i++) {
      String name = "loop-" + (i + 1);
      Loop loop = all.get(i);
      health.put(name + "-state", loop.hasEnded() ? "ended" : "running");
      health.put(name + "-unread", loop.reader().unread());
      health.put(name + "-oldest-unread-ms", oldestUnreadMillis(loop));
    }
  }
}
