package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.HubSession;
import io.tidewire.HubStats;
import io.tidewire.HubUser;
import io.tidewire.Message;
import io.tidewire.PayloadException;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Transactions;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A hub that keeps what was published, for a test to take. */
final class RecordingHub implements Hub, AutoCloseable, BiFunction<Parts, Settings, Hub> {

  /** What the codec of this hub refuses. */
  record Unserialisable(String region) {}

  private final BlockingQueue<Message> published = new LinkedBlockingQueue<>();
  private final List<Parts> opened = new ArrayList<>();
  private volatile UnaryOperator<CompletableFuture<Position>> fate = UnaryOperator.identity();
  private volatile boolean closed;
  private volatile boolean wasClosed;

  @Override
  public Hub apply(Parts parts, Settings settings) {
    opened.add(parts);
    return this;
  }

  @Override
  public void close() {
    closed = true;
    wasClosed = true;
  }

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public CompletionStage<Position> publish(Message message) {
    encode(message);
    return append(message);
  }

  private static void encode(Message message) {
    if (message.payload() instanceof Unserialisable) {
      throw new PayloadException("Unserialisable.region", null);
    }
  }

  private CompletionStage<Position> append(Message message) {
    if (closed) {
      throw new HubClosedException("recording");
    }
    CompletableFuture<Position> place =
        fate.apply(CompletableFuture.completedFuture(new Position("test", 1)));
    if (!place.isCompletedExceptionally()) {
      published.add(message);
    }
    return place;
  }

  @Override
  public Hub afterCommit() {
    return new Deferring();
  }

  @Override
  public long subscriptions(Topic topic) {
    return 0;
  }

  @Override
  public HubStats stats() {
    throw new UnsupportedOperationException("nothing is counted");
  }

  @Override
  public HubUser user(String name) {
    throw new UnsupportedOperationException(name);
  }

  @Override
  public HubSession session(String id) {
    throw new UnsupportedOperationException(id);
  }

  @Override
  public CompletionStage<Void> recheck(TopicPattern pattern) {
    throw new UnsupportedOperationException(pattern.text());
  }

  @Override
  public CompletionStage<Void> drain(Duration over) {
    return CompletableFuture.completedFuture(null);
  }

  /** From now on, each append throws. */
  void throwing(RuntimeException failure) {
    fate =
        place -> {
          throw failure;
        };
  }

  /** From now on, each append fails in the log. */
  void failing(Exception failure) {
    fate = place -> CompletableFuture.failedFuture(failure);
  }

  /** Ends the hub under the application's hands. */
  void end() {
    closed = true;
  }

  Parts parts() {
    assertThat(opened).hasSize(1);
    return opened.get(0);
  }

  boolean wasOpened() {
    return !opened.isEmpty();
  }

  boolean wasClosed() {
    return wasClosed;
  }

  /** The next message, waiting for it. */
  Message next() {
    try {
      Message message = published.poll(10, TimeUnit.SECONDS);
      assertThat(message).as("a published message").isNotNull();
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Checks the next message: its topic and its type. */
  void assertNext(String topic, String type) {
    Message message = next();
    assertThat(message.topic() + " " + message.type()).isEqualTo(topic + " " + type);
  }

  boolean hasNext() {
    return !published.isEmpty();
  }

  /** Checks that nothing more was published. */
  void assertExhausted() {
    assertThat(published).isEmpty();
  }

  private final class Deferring implements Hub {

    @Override
    public String name() {
      return RecordingHub.this.name();
    }

    @Override
    public CompletionStage<Position> publish(Message message) {
      encode(message);
      CompletableFuture<Position> result = new CompletableFuture<>();
      boolean held =
          parts()
              .transactions()
              .defer(
                  new Transactions.Deferred() {
                    @Override
                    public void committed() {
                      append(message).thenAccept(result::complete);
                    }

                    @Override
                    public void rolledBack() {
                      result.cancel(false);
                    }
                  });
      return held ? result : append(message);
    }

    @Override
    public Hub afterCommit() {
      return this;
    }

    @Override
    public long subscriptions(Topic topic) {
      return 0;
    }

    @Override
    public HubStats stats() {
      return RecordingHub.this.stats();
    }

    @Override
    public HubUser user(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public HubSession session(String id) {
      throw new UnsupportedOperationException(id);
    }

    @Override
    public CompletionStage<Void> recheck(TopicPattern pattern) {
      throw new UnsupportedOperationException(pattern.text());
    }

    @Override
    public CompletionStage<Void> drain(Duration over) {
      return RecordingHub.this.drain(over);
    }
  }
}
