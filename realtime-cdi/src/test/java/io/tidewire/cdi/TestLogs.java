package io.tidewire.cdi;

import io.tidewire.Position;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.EventLogProvider;
import io.tidewire.spi.LogRequest;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.Ticker;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Logs that keep 10 events for the test to read, and such as take none. */
public final class TestLogs implements EventLogProvider {

  static final String KEEPING = "test:keeping";
  static final String FAILING = "test:failing";

  private static volatile @Nullable EventLog opened;

  static EventLog opened() {
    return Objects.requireNonNull(opened, "no log has been opened");
  }

  @Override
  public boolean opens(URI log) {
    return "test".equals(log.getScheme());
  }

  @Override
  public Set<String> settings() {
    return Set.of();
  }

  @Override
  public EventLog open(LogRequest request) {
    EventLog keeping = new InMemoryEventLog(10, Ticker.system());
    EventLog log = request.uri().toString().equals(FAILING) ? new FailingLog(keeping) : keeping;
    opened = log;
    return log;
  }

  private static final class FailingLog extends ForwardingEventLog {

    FailingLog(EventLog log) {
      super(log);
    }

    @Override
    public List<CompletionStage<Position>> append(List<Entry> entries) {
      return List.of(CompletableFuture.failedFuture(new IOException("disk full")));
    }
  }
}
