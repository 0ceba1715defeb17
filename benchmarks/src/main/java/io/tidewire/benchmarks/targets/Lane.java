package io.tidewire.benchmarks.targets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A thread that sends to its share of the receivers: each message by itself, or together with all
 * that has come meanwhile.
 */
final class Lane {

  private final boolean batching;
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  // Owned by the thread.
  private final Map<String, List<Receiver>> receivers = new HashMap<>();
  private final Map<String, List<String>> ready = new LinkedHashMap<>();

  Lane(boolean batching) {
    this.batching = batching;
    Thread thread = new Thread(this::run, "lane");
    thread.setDaemon(true);
    thread.start();
  }

  void execute(Runnable task) {
    tasks.add(task);
  }

  void add(String topic, Receiver receiver) {
    execute(() -> receivers.computeIfAbsent(topic, t -> new ArrayList<>()).add(receiver));
  }

  void publish(String topic, String message) {
    execute(() -> ready.computeIfAbsent(topic, t -> new ArrayList<>()).add(message));
  }

  private void run() {
    List<Runnable> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(tasks.take());
        tasks.drainTo(taken);
        taken.forEach(Runnable::run);
        taken.clear();
        ready.forEach(this::send);
        ready.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(String topic, List<String> messages) {
    List<Receiver> subscribed = receivers.computeIfAbsent(topic, t -> new ArrayList<>());
    subscribed.removeIf(receiver -> !receiver.isOpen());
    List<List<String>> batches =
        batching ? List.of(messages) : messages.stream().map(List::of).toList();
    for (List<String> next : batches) {
      Batch batch = new Batch(next);
      for (Receiver receiver : subscribed) {
        receiver.send(batch);
      }
    }
  }
}
