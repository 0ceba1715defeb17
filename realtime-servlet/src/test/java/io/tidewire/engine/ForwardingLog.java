package io.tidewire.engine;

import io.tidewire.Event;
import io.tidewire.Position;
import io.tidewire.spi.EventLog;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log in memory, for tests to change a part of its behaviour. */
class ForwardingLog implements EventLog {

  private final EventLog log = new InMemoryEventLog(0, new ManualTicker());

  @Override
  public CompletionStage<Position> append(Event.Content content, @Nullable String key) {
    return log.append(content, key);
  }

  @Override
  public AutoCloseable tail(long after, Sink sink) {
    return log.tail(after, sink);
  }

  @Override
  public CompletionStage<Bounds> bounds() {
    return log.bounds();
  }

  @Override
  public void close() {
    log.close();
  }
}
