package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log without a memory that loses events and changes its epoch when the test says so. */
final class SteeredLog implements EventLog {

  private String epoch = "first";
  private long evicted;
  private long newest;
  private @Nullable Sink sink;

  private Bounds now() {
    return new Bounds(epoch, evicted, newest);
  }

  /** Events are lost that nobody on this node has seen. */
  void lose(int events) {
    newest += events;
    evicted = newest;
    sink.begin(now());
  }

  void turnEpoch(String next, long from) {
    epoch = next;
    newest = from;
    evicted = from;
    sink.begin(now());
  }

  /** Says that it holds more than this node has read. */
  void claim(long sequence) {
    newest = sequence;
  }

  @Override
  public List<CompletionStage<Position>> append(List<Entry> entries) {
    List<CompletionStage<Position>> answers = new ArrayList<>();
    for (Entry entry : entries) {
      Position position = new Position(epoch, ++newest);
      sink.accept(List.of(new PublishedEvent(position, entry.content())));
      answers.add(CompletableFuture.completedStage(position));
    }
    return answers;
  }

  @Override
  public CompletionStage<Void> pass(PublishedEvent.Content content) {
    sink.pass(content);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public AutoCloseable tail(@Nullable Position after, Sink reader) {
    sink = reader;
    sink.begin(now());
    return () -> {};
  }

  @Override
  public CompletionStage<Bounds> bounds() {
    return CompletableFuture.completedStage(now());
  }

  @Override
  public void close() {}
}
