package io.tidewire.engine;

import io.tidewire.HubClosedException;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubSignal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Encodes what is published and appends it to the hub's log when there is room. Thread-safe. */
final class Appender {

  private final String hub;
  private final EngineSettings settings;
  private final HubParts parts;
  private final Node node;
  private volatile boolean closed;

  Appender(String hub, EngineSettings settings, HubParts parts, Node node) {
    this.hub = hub;
    this.settings = settings;
    this.parts = parts;
    this.node = node;
  }

  /** Holds an encoded event and the stage that tells its publisher the outcome. */
  record Encoded(
      PublishedEvent.Content content,
      @Nullable String idempotencyKey,
      CompletableFuture<Position> result) {

    private void complete(@Nullable Position position, @Nullable Throwable failure) {
      if (failure != null) {
        result.completeExceptionally(failure);
      } else {
        result.complete(position);
      }
    }
  }

  /** Checks and encodes a message, without any other effect. */
  Encoded encode(Message message) {
    Payload payload =
        message.payload() instanceof Payload ready
            ? ready
            : Encoding.encode(parts.codec(), message.payload());
    if (payload.length() > settings.maxPayload()) {
      throw new PayloadException(
          "a payload of "
              + payload.length()
              + " bytes for "
              + message.topic()
              + " exceeds realtime.max-payload="
              + settings.maxPayload(),
          null);
    }
    return new Encoded(
        PublishedEvent.Content.of(message, payload, parts.clock().instant()),
        message.idempotencyKey().orElse(null),
        new CompletableFuture<>());
  }

  /** Appends one event; throws if there is no room for it. */
  CompletionStage<Position> append(Encoded event) {
    return append(event, deadline());
  }

  /**
   * Appends events in order, with one deadline for all; the stage of each tells its outcome. What
   * one of them fails with, even an error, is its own: those behind it are committed, too.
   */
  void appendAll(List<Encoded> events) {
    long deadline = deadline();
    for (Encoded event : events) {
      try {
        append(event, deadline).whenComplete(event::complete);
      } catch (Throwable e) {
        fail(event, e);
      }
    }
  }

  private void fail(Encoded event, Throwable failure) {
    event.complete(null, failure);
    boolean isTold = failure instanceof OverloadedException;
    if (!isTold) {
      signal(event.content(), null, failure);
    }
  }

  private long deadline() {
    return System.nanoTime() + settings.publishWait().toNanos();
  }

  private CompletionStage<Position> append(Encoded event, long deadline) {
    if (closed) {
      throw new HubClosedException(hub);
    }
    awaitRoom(event.content().topic(), deadline);
    CompletionStage<Position> appended = appended(event);
    if (node.signals().areHeard()) {
      appended.whenComplete((position, failure) -> signal(event.content(), position, failure));
    }
    return appended;
  }

  /** {@return the log's answer, or its failure, whether thrown or returned} */
  private CompletionStage<Position> appended(Encoded event) {
    EventLog log = parts.log();
    try {
      return Objects.requireNonNull(
          log.append(event.content(), event.idempotencyKey()),
          () -> log + " returned no stage for an append");
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void awaitRoom(Topic topic, long deadline) {
    int half = settings.history().inFlight() / 2;
    if (node.window().awaitInFlightBelow(half, deadline)) {
      return;
    }
    if (closed) {
      throw new HubClosedException(hub);
    }
    String message =
        "the delivery loops of hub '"
            + hub
            + "' are "
            + node.window().inFlight()
            + " events behind, and were not below "
            + half
            + " within "
            + settings.publishWait();
    node.signals().emit(() -> new HubSignal.PublishFailed(topic, message));
    throw new OverloadedException(message);
  }

  private void signal(
      PublishedEvent.Content content, @Nullable Position position, @Nullable Throwable failure) {
    node.signals()
        .emit(
            () ->
                position != null
                    ? new HubSignal.Published(
                        content.topic(), content.type(), position, content.payload().length())
                    : new HubSignal.PublishFailed(content.topic(), String.valueOf(failure)));
  }

  /** Stops appending, and ends all waiting. */
  void close() {
    closed = true;
    node.window().backlog().close();
  }
}
