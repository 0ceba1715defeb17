package io.tidewire.tck;

import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.TopicKind;
import io.tidewire.spi.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Faults of logs that {@link FaultyEventLog} has no use for, one for each promise it would not
 * break.
 */
enum Fault {
  /** Those of the store: what opens it and brings it back does it. */
  GIVES_EACH_LOG_ITS_OWN_STORE(log -> log),
  GIVES_ALL_THE_SAME_LOG(log -> log),
  KEEPS_TOO_FEW(log -> log),
  NAMES_AN_EPOCH_AFTER_EACH_START(log -> log),

  ANSWERS_WITH_ANOTHER_POSITION(
      log ->
          new ForwardingEventLog(log) {
            private final CompletableFuture<Position> first = new CompletableFuture<>();

            @Override
            public List<CompletionStage<Position>> append(List<Entry> entries) {
              super.append(entries).get(0).thenAccept(first::complete);
              return List.of(first);
            }
          }),

  LAGS_WITH_ITS_BOUNDS(
      log ->
          new ForwardingEventLog(log) {
            @Override
            public CompletionStage<Bounds> bounds() {
              return super.bounds()
                  .thenApply(now -> new Bounds(now.epoch(), 0, Math.max(0, now.newest() - 1)));
            }
          }),

  /** As a pool of connections does. */
  LETS_APPENDS_OVERTAKE(
      log ->
          new ForwardingEventLog(log) {
            private @Nullable List<Entry> held;
            private CompletableFuture<Position> answer = new CompletableFuture<>();

            @Override
            public List<CompletionStage<Position>> append(List<Entry> entries) {
              if (held == null) {
                held = entries;
                answer = new CompletableFuture<>();
                return List.of(answer);
              }
              List<CompletionStage<Position>> answers = super.append(entries);
              super.append(held).get(0).thenAccept(answer::complete);
              held = null;
              return answers;
            }
          }),

  /** As a pool with a connection for each thread does. */
  REORDERS_OVER_THREADS(
      log ->
          new ForwardingEventLog(log) {
            private final List<Runnable> held = new ArrayList<>();
            private @Nullable Thread first;

            @Override
            public synchronized List<CompletionStage<Position>> append(List<Entry> entries) {
              if (first == null) {
                first = Thread.currentThread();
              }
              if (first == Thread.currentThread()) {
                CompletableFuture<Position> answer = new CompletableFuture<>();
                held.add(() -> super.append(entries).get(0).thenAccept(answer::complete));
                return List.of(answer);
              }
              List<CompletionStage<Position>> answers = super.append(entries);
              held.forEach(Runnable::run);
              held.clear();
              return answers;
            }
          }),

  LOSES_HEADERS(log -> changing(log, content -> with(content, content.payload(), null, Map.of()))),

  CUTS_LONG_PAYLOADS(
      log ->
          changing(
              log,
              content ->
                  content.payload().length() < 65_536
                      ? content
                      : with(
                          content,
                          Payload.binary(new byte[65_535], content.payload().contentType()),
                          content.key(),
                          content.headers()))),

  CUTS_LONG_KEYS(
      log ->
          changing(
              log,
              content ->
                  with(
                      content,
                      content.payload(),
                      content.key().substring(0, 100),
                      content.headers()))),

  STORES_EPHEMERAL_AS_PLAIN(
      log -> changing(log, content -> with(content, content.payload(), null, Map.of()))),

  TAKES_EQUAL_EVENTS_FOR_ONE(
      log ->
          new ForwardingEventLog(log) {
            @Override
            public List<CompletionStage<Position>> append(List<Entry> entries) {
              return super.append(
                  entries.stream()
                      .map(
                          entry -> new Entry(entry.content(), "hash " + entry.content().hashCode()))
                      .toList());
            }
          }),

  NEVER_FORGETS_A_KEY(
      log ->
          new ForwardingEventLog(log) {
            private final Map<String, List<CompletionStage<Position>>> known =
                new ConcurrentHashMap<>();

            @Override
            public List<CompletionStage<Position>> append(List<Entry> entries) {
              return known.computeIfAbsent(
                  entries.get(0).idempotencyKey(), key -> super.append(entries));
            }
          }),

  READS_ALL_WHATEVER_IS_ASKED(
      log ->
          new ForwardingEventLog(log) {
            @Override
            public AutoCloseable tail(@Nullable Position after, Sink sink) {
              return super.tail(null, sink);
            }
          }),

  TAKES_ALL_EPOCHS_FOR_ITS_OWN(
      log ->
          new ForwardingEventLog(log) {
            @Override
            public AutoCloseable tail(@Nullable Position after, Sink sink) {
              return super.tail(after == null ? null : new Position("e1", after.sequence()), sink);
            }
          }),

  WAITS_FOR_A_PLACE_AHEAD(
      log ->
          reading(
              log,
              (after, sink) ->
                  new ForwardingSink(sink) {
                    @Override
                    public void accept(List<PublishedEvent> events) {
                      List<PublishedEvent> above =
                          events.stream()
                              .filter(event -> event.sequence() > after.sequence())
                              .toList();
                      if (!above.isEmpty()) {
                        super.accept(above);
                      }
                    }
                  })),

  SAYS_THAT_NOTHING_IS_EVICTED(
      log ->
          reading(
              log,
              (after, sink) ->
                  new ForwardingSink(sink) {
                    @Override
                    public void begin(EventLog.Bounds bounds) {
                      super.begin(new EventLog.Bounds(bounds.epoch(), 0, bounds.newest()));
                    }
                  })),

  PASSES_BESIDE_OTHER_CALLS(
      log ->
          new ForwardingEventLog(log) {
            private final List<Sink> sinks = new CopyOnWriteArrayList<>();

            @Override
            public AutoCloseable tail(@Nullable Position after, Sink sink) {
              sinks.add(sink);
              return super.tail(after, sink);
            }

            @Override
            public CompletionStage<Void> pass(PublishedEvent.Content content) {
              LockSupport.parkNanos(20_000);
              sinks.forEach(sink -> sink.pass(content));
              return CompletableFuture.completedStage(null);
            }
          }),

  GIVES_UP_READING_IF_A_SINK_THROWS(
      log ->
          reading(
              log,
              (after, sink) ->
                  new ForwardingSink(sink) {
                    private boolean dead;

                    @Override
                    public void accept(List<PublishedEvent> events) {
                      if (!dead) {
                        dead = true;
                        super.accept(events);
                        dead = false;
                      }
                    }
                  })),

  WAITS_FOR_THE_CALL_THAT_CLOSES(
      log ->
          new ForwardingEventLog(log) {
            @Override
            public AutoCloseable tail(@Nullable Position after, Sink sink) {
              AutoCloseable reading = super.tail(after, sink);
              return () -> {
                stick();
                reading.close();
              };
            }
          }),

  PASSES_OUT_OF_ORDER(
      log ->
          new ForwardingEventLog(log) {
            private final List<PublishedEvent.Content> held = new ArrayList<>();

            @Override
            public CompletionStage<Void> pass(PublishedEvent.Content content) {
              if (content.equals(Contents.ephemeral(0))) {
                held.add(content);
                return CompletableFuture.completedStage(null);
              }
              CompletionStage<Void> answer = super.pass(content);
              held.forEach(super::pass);
              held.clear();
              return answer;
            }
          }),

  TAKES_APPENDS_AFTER_ITS_END(
      log ->
          new ForwardingEventLog(log) {
            @Override
            public void close() {}
          }),

  LEAVES_A_THREAD(
      log -> {
        new Thread(Fault::stick, "left by the log").start();
        return log;
      }),

  WAITS_FOR_THE_STORE_BEFORE_IT_READS(
      log ->
          new ForwardingEventLog(log) {
            @Override
            public AutoCloseable tail(@Nullable Position after, Sink sink) {
              super.bounds().toCompletableFuture().join();
              return super.tail(after, sink);
            }
          }),

  WAITS_FOR_THE_STORE_BEFORE_IT_CLOSES(
      log ->
          new ForwardingEventLog(log) {
            @Override
            public void close() {
              if (super.bounds().toCompletableFuture().isCompletedExceptionally()) {
                stick();
              }
              super.close();
            }
          });

  /** Longer than the patience of a test that finds it, and no longer than needed. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private interface Reading {
    EventLog.Sink of(@Nullable Position after, EventLog.Sink sink);
  }

  private static class ForwardingSink implements EventLog.Sink {
    private final EventLog.Sink sink;

    ForwardingSink(EventLog.Sink sink) {
      this.sink = sink;
    }

    @Override
    public void begin(EventLog.Bounds bounds) {
      sink.begin(bounds);
    }

    @Override
    public void accept(List<PublishedEvent> events) {
      sink.accept(events);
    }

    @Override
    public void pass(PublishedEvent.Content content) {
      sink.pass(content);
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // No wrapper has a state before it is applied.
  private final UnaryOperator<EventLog> wrap;

  Fault(UnaryOperator<EventLog> wrap) {
    this.wrap = wrap;
  }

  EventLog in(EventLog log) {
    return wrap.apply(log);
  }

  private static EventLog reading(EventLog log, Reading reading) {
    return new ForwardingEventLog(log) {
      @Override
      public AutoCloseable tail(@Nullable Position after, Sink sink) {
        return super.tail(after, reading.of(after, sink));
      }
    };
  }

  private static EventLog changing(EventLog log, UnaryOperator<PublishedEvent.Content> change) {
    return new ForwardingEventLog(log) {
      @Override
      public List<CompletionStage<Position>> append(List<Entry> entries) {
        return super.append(
            entries.stream()
                .map(entry -> new Entry(change.apply(entry.content()), entry.idempotencyKey()))
                .toList());
      }
    };
  }

  private static PublishedEvent.Content with(
      PublishedEvent.Content content,
      Payload payload,
      @Nullable String key,
      Map<String, String> headers) {
    return new PublishedEvent.Content(
        content.topic(),
        content.type(),
        payload,
        TopicKind.PLAIN,
        key,
        content.time(),
        headers,
        content.from(),
        content.origin());
  }

  private static void stick() {
    long end = System.nanoTime() + STUCK_NANOS;
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(STUCK_NANOS);
    }
  }
}
