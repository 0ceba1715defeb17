package io.tidewire.engine;

import io.tidewire.HubClosedException;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Encodes what is published and appends it to the hub's log when there is room. Thread-safe. */
final class Appender {

  /** How many events of one publisher go to the log in one call: others get their turn between. */
  private static final int MOST_TOGETHER = 256;

  private final String hub;
  private final EngineSettings settings;
  private final HubParts parts;
  private final Shared shared;
  private final Appends appends;
  private final int mostInFlight;
  private volatile boolean closed;

  Appender(Shared shared, Appends appends) {
    this.hub = shared.hub();
    this.settings = shared.settings();
    this.parts = shared.parts();
    this.shared = shared;
    this.appends = appends;
    this.mostInFlight = settings.history().inFlight() / 2;
  }

  /**
   * An encoded event that waits for a commit, and the stage that tells its publisher the outcome.
   */
  record Pending(
      PublishedEvent.Content content,
      @Nullable String idempotencyKey,
      CompletableFuture<Position> result) {

    private EventLog.Entry entry() {
      return new EventLog.Entry(content, idempotencyKey);
    }

    private void complete(@Nullable Position position, @Nullable Throwable failure) {
      if (failure != null) {
        result.completeExceptionally(failure);
      } else {
        result.complete(position);
      }
    }
  }

  /** Encodes a message that is appended later, without any other effect. */
  Pending pending(Message message) {
    return new Pending(encode(message), ownKey(message), new CompletableFuture<>());
  }

  /** {@return the key of the application's own code, which no client's can be equal to} */
  private static @Nullable String ownKey(Message message) {
    return message.idempotencyKey().map(key -> "." + key).orElse(null);
  }

  private PublishedEvent.Content encode(Message message) {
    Payload payload = encode(message.payload(), message.topic().name());
    return PublishedEvent.Content.of(message, payload, parts.clock().instant());
  }

  /** Encodes an object; throws if it is too long. */
  Payload encode(Object object, String whereTo) {
    Payload payload =
        object instanceof Payload ready ? ready : Encoding.encode(parts.codec(), object);
    if (payload.length() > settings.maxPayload()) {
      throw new PayloadException(
          "a payload of "
              + payload.length()
              + " bytes for "
              + whereTo
              + " exceeds realtime.max-payload="
              + settings.maxPayload(),
          null);
    }
    return payload;
  }

  /** Encodes and appends a message; throws if there is no room for it. */
  CompletionStage<Position> append(Message message) {
    return appendOrTell(encode(message), ownKey(message));
  }

  /** Appends a message of a client, under a key of its scope; throws if there is no room for it. */
  CompletionStage<Position> append(Message message, @Nullable String clientKey) {
    return appendOrTell(encode(message), clientKey);
  }

  /** Appends one event that need not wait; throws if there is no room for it. */
  CompletionStage<Position> append(Pending event) {
    return appendOrTell(event.content(), event.idempotencyKey());
  }

  private CompletionStage<Position> appendOrTell(
      PublishedEvent.Content content, @Nullable String idempotencyKey) {
    try {
      if (!hasRoom(0)) {
        awaitRoom(deadline());
      }
      return append(content, idempotencyKey);
    } catch (OverloadedException e) {
      told(content, null, e);
      throw e;
    }
  }

  /**
   * Appends events in order, with one deadline for all; the stage of each tells its outcome. What
   * one of them fails with, even an error, is its own: those behind it are committed, too. As many
   * as there is room for go to the log together.
   */
  void appendAll(List<Pending> events) {
    long deadline = deadline();
    int mostTogether = Math.min(MOST_TOGETHER, appends.most());
    List<Pending> together = new ArrayList<>();
    for (Pending event : events) {
      boolean isAlone = event.content().isEphemeral();
      if (isAlone || together.size() == mostTogether || !hasRoom(together.size())) {
        appendTogether(together);
        together.clear();
      }
      try {
        awaitRoom(deadline);
        if (isAlone) {
          append(event.content(), event.idempotencyKey()).whenComplete(event::complete);
        } else {
          together.add(event);
        }
      } catch (Throwable e) {
        fail(event, e);
      }
    }
    appendTogether(together);
  }

  private void appendTogether(List<Pending> events) {
    if (events.isEmpty()) {
      return;
    }
    List<CompletionStage<Position>> answers;
    try {
      requireOpen();
      requireAnswersFor(events.size());
      answers = answers(events.stream().map(Pending::entry).toList());
    } catch (Throwable e) {
      // Whatever it is, each publisher is told.
      events.forEach(event -> fail(event, e));
      return;
    }
    for (int i = 0; i < events.size(); i++) {
      Pending event = events.get(i);
      try {
        heard(event.content(), answer(answers, i)).whenComplete(event::complete);
      } catch (Throwable e) {
        fail(event, e);
      }
    }
  }

  private void fail(Pending event, Throwable failure) {
    event.complete(null, failure);
    told(event.content(), null, failure);
  }

  private long deadline() {
    return System.nanoTime() + settings.publishWait().toNanos();
  }

  private CompletionStage<Position> append(
      PublishedEvent.Content content, @Nullable String idempotencyKey) {
    requireOpen();
    requireAnswersFor(1);
    return heard(
        content,
        content.isEphemeral()
            ? passed(content)
            : appended(new EventLog.Entry(content, idempotencyKey)));
  }

  private void requireOpen() {
    if (closed) {
      throw new HubClosedException(hub);
    }
  }

  private CompletionStage<Position> heard(
      PublishedEvent.Content content, CompletionStage<Position> answer) {
    if (shared.signals().areHeard() || !Appends.isDone(answer)) {
      answer.whenComplete((position, failure) -> told(content, position, failure));
    } else {
      count(((CompletableFuture<?>) answer).isCompletedExceptionally());
    }
    return answer;
  }

  /** {@return the newest place of this node once the event was passed on, which has none itself} */
  private CompletionStage<Position> passed(PublishedEvent.Content content) {
    EventLog log = parts.log();
    try {
      CompletionStage<Void> passed =
          Objects.requireNonNull(log.pass(content), () -> log + " gave no stage for a pass");
      return appends.answer(passed).thenApply(done -> shared.window().newestPosition());
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** {@return the log's answer, or its failure, however it tells that} */
  private CompletionStage<Position> appended(EventLog.Entry entry) {
    try {
      return answer(answers(List.of(entry)), 0);
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private List<CompletionStage<Position>> answers(List<EventLog.Entry> entries) {
    EventLog log = parts.log();
    return Objects.requireNonNull(log.append(entries), () -> log + " gave no stages for an append");
  }

  private CompletionStage<Position> answer(List<CompletionStage<Position>> answers, int entry) {
    CompletionStage<Position> answer = entry < answers.size() ? answers.get(entry) : null;
    return appends.answer(
        Objects.requireNonNull(answer, () -> parts.log() + " gave no stage for an append"));
  }

  /** Tells whether an append would not have to wait for the loops now. */
  boolean hasRoom() {
    return hasRoom(0);
  }

  /** Tells whether there is room behind so many that are about to be appended. */
  private boolean hasRoom(int ahead) {
    return shared.window().backlog().inFlight() + ahead < mostInFlight;
  }

  private void awaitRoom(long deadline) {
    if (shared.window().backlog().awaitBelow(mostInFlight, deadline)) {
      return;
    }
    requireOpen();
    throw new OverloadedException(
        "the delivery loops of hub '"
            + hub
            + "' are "
            + shared.window().backlog().inFlight()
            + " events behind, and were not below "
            + mostInFlight
            + " within "
            + settings.publishWait());
  }

  /** Refuses events at once while the log has too many to answer: it may be away. */
  private void requireAnswersFor(int events) {
    if (!appends.hasRoomFor(events)) {
      throw new OverloadedException(
          "the log of hub '"
              + hub
              + "' has not answered "
              + appends.underWay()
              + " events yet, of at most realtime.log.pending="
              + appends.most());
    }
  }

  private void count(boolean hasFailed) {
    Counters counters = shared.counters();
    (hasFailed ? counters.publishFailed() : counters.published()).increment();
  }

  /** Counts an event, and signals it. */
  private void told(
      PublishedEvent.Content content, @Nullable Position position, @Nullable Throwable failure) {
    count(failure != null);
    shared
        .signals()
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
    shared.window().backlog().close();
  }
}
