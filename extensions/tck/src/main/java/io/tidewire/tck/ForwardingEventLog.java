package io.tidewire.tck;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log that leaves all to another, for tests to change a part of its behaviour. */
public class ForwardingEventLog implements EventLog {

  private final EventLog log;

  /**
   * Forwards to a log.
   *
   * @param log the log
   */
  public ForwardingEventLog(EventLog log) {
    this.log = log;
  }

  @Override
  public List<CompletionStage<Position>> append(List<Entry> entries) {
    return log.append(entries);
  }

  @Override
  public CompletionStage<Void> pass(PublishedEvent.Content content) {
    return log.pass(content);
  }

  @Override
  public AutoCloseable tail(@Nullable Position after, Sink sink) {
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
