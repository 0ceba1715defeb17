package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.ForwardingEventLog;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the model what a log gives the hub. While there is no room for that, the log is held up,
 * and the loops go on.
 */
final class WatchedLog extends ForwardingEventLog {

  private final HistoryModel model;
  private final LongSupplier now;
  private final IntSupplier room;

  /**
   * @param room makes room for at least one event or cut, and says for how many there is
   */
  WatchedLog(EventLog log, HistoryModel model, LongSupplier now, IntSupplier room) {
    super(log);
    this.model = model;
    this.now = now;
    this.room = room;
  }

  @Override
  public AutoCloseable tail(@Nullable Position after, Sink sink) {
    return super.tail(after, new WatchedSink(sink));
  }

  private final class WatchedSink implements Sink {
    private final Sink sink;

    WatchedSink(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void begin(Bounds bounds) {
      int unused = room.getAsInt();
      model.begin(bounds);
      sink.begin(bounds);
    }

    @Override
    public void accept(List<PublishedEvent> events) {
      int given = 0;
      while (given < events.size()) {
        int end = Math.min(given + room.getAsInt(), events.size());
        List<PublishedEvent> next = events.subList(given, end);
        next.forEach(event -> model.accept(event, now.getAsLong()));
        sink.accept(next);
        given = end;
      }
    }

    @Override
    public void pass(PublishedEvent.Content content) {
      int unused = room.getAsInt();
      model.pass(content, now.getAsLong());
      sink.pass(content);
    }
  }
}
