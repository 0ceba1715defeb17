package io.tidewire.inbound;

import io.tidewire.ConnectionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Queues what is to be told of one connection. Thread-safe; whoever has claimed it tells the first
 * event and takes it out.
 */
final class Inbox {

  private record Entry(ConnectionEvent event, CompletableFuture<Void> told) {}

  private final Deque<Entry> entries = new ArrayDeque<>(2);
  private boolean claimed;

  Inbox() {}

  synchronized Inbox with(ConnectionEvent event) {
    entries.add(new Entry(event, new CompletableFuture<>()));
    return this;
  }

  synchronized int size() {
    return entries.size();
  }

  /** {@return true to one caller, until it calls {@link #release}} */
  synchronized boolean claim() {
    boolean first = !claimed;
    claimed = true;
    return first;
  }

  synchronized void release() {
    claimed = false;
  }

  synchronized ConnectionEvent first() {
    return entries.element().event;
  }

  synchronized boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Takes out the first event; returns what is to be completed, now that it was told. */
  synchronized CompletableFuture<Void> removeFirst() {
    return entries.remove().told;
  }

  /** {@return done when all events that are in it have been told} */
  synchronized CompletionStage<Void> afterThose() {
    return entries.isEmpty()
        ? CompletableFuture.completedStage(null)
        : entries.getLast().told.minimalCompletionStage();
  }
}
