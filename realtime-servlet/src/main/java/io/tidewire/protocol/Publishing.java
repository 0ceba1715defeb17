package io.tidewire.protocol;

import io.tidewire.HubClosedException;
import io.tidewire.LogUnavailableException;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.PayloadException;
import io.tidewire.Position;
import io.tidewire.Sender;
import io.tidewire.TopicKind;
import io.tidewire.protocol.Commands.Begun;
import io.tidewire.spi.PublishRequest;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what clients send, if the rules allow it.
 *
 * <p>The rule is asked on a thread for decisions, and the event appended there right behind it if
 * the loops have room; else on one for work, where it may wait: what decides never waits. The next
 * command of the same client may begin when the append was called, and so is appended after it; the
 * client is answered when the log has the event.
 */
final class Publishing {

  private final WebApplication application;

  Publishing(WebApplication application) {
    this.application = application;
  }

  /** What a client wants to publish. */
  private record Wish(Message message, PublishRequest request, @Nullable String key) {}

  /**
   * Begins to publish.
   *
   * @throws Refusal if the client's object is malformed
   */
  Begun begin(Members members, @Nullable String id, Caller caller) {
    Wish wish = read(members, caller);
    CompletionStage<CompletionStage<Position>> appended = append(wish, caller.rights());
    CompletionStage<Control> answer =
        appended
            .thenCompose(position -> position)
            .handle(
                (position, failure) ->
                    Commands.counted(
                        application,
                        failure == null
                            ? acknowledged(wish, position, id)
                            : refused(Failures.unwrapped(failure), id)));
    return new Begun(appended.handle((position, failure) -> null), answer);
  }

  private CompletionStage<CompletionStage<Position>> append(Wish wish, Rights rights) {
    try {
      return application
          .executor()
          .decide(() -> decide(wish, rights))
          .thenCompose(
              now ->
                  now.isPresent()
                      ? CompletableFuture.completedStage(now.get())
                      : application.executor().work(() -> publish(wish)));
    } catch (OverloadedException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** {@return the log's answer, or empty if the event must wait for room} */
  private Optional<CompletionStage<Position>> decide(Wish wish, Rights rights) {
    rights.checkPublish(wish.request);
    return application.hub().hasRoom() ? Optional.of(publish(wish)) : Optional.empty();
  }

  private CompletionStage<Position> publish(Wish wish) {
    return application.hub().publish(wish.message, wish.key);
  }

  private static Control acknowledged(Wish wish, Position position, @Nullable String id) {
    return new Control.Ack(id, wish.request.ephemeral() ? null : position.toString(), null);
  }

  private Control refused(Throwable failure, @Nullable String id) {
    if (failure instanceof Refusal refusal) {
      return Failures.refused(application, refusal, id);
    }
    if (failure instanceof PayloadException tooLong) {
      return refused(ErrorCode.TOO_LARGE, String.valueOf(tooLong.getMessage()), id);
    }
    if (failure instanceof OverloadedException overloaded) {
      return refused(ErrorCode.OVERLOADED, String.valueOf(overloaded.getMessage()), id);
    }
    if (failure instanceof HubClosedException) {
      return refused(ErrorCode.OVERLOADED, "the application is shutting down", id);
    }
    if (failure instanceof LogUnavailableException away) {
      return refused(
          ErrorCode.OVERLOADED,
          away.mayBeStored()
              ? "the event log did not answer: the event may have been stored; send it again with"
                  + " its idempotencyKey"
              : "the event log is away: the event was not stored",
          id);
    }
    return Commands.failed(application, failure, id);
  }

  private Control refused(ErrorCode code, String reason, @Nullable String id) {
    return Failures.refused(application, code, reason, id);
  }

  private static Wish read(Members members, Caller caller) {
    members.requireNone("ttl", "removed");
    boolean ephemeral = members.flag("ephemeral", false);
    String idempotencyKey = members.text("idempotencyKey");
    if (ephemeral && idempotencyKey != null) {
      throw Members.bad("an ephemeral event has no 'idempotencyKey': nothing keeps it");
    }
    String type = members.required("event");
    Message message;
    try {
      Message.Builder builder =
          Message.to(members.topicName("topic"), type, members.payload()).sender(caller.sender());
      builder.kind(ephemeral ? TopicKind.EPHEMERAL : TopicKind.PLAIN);
      members.headers().forEach(builder::header);
      Optional.ofNullable(members.text("key")).ifPresent(builder::key);
      Optional.ofNullable(idempotencyKey).ifPresent(builder::idempotencyKey);
      if (!members.flag("echo", true)) {
        requireClient(caller.sender());
        builder.exceptSender();
      }
      message = builder.build();
    } catch (IllegalArgumentException e) {
      throw Members.bad(Excerpt.of(String.valueOf(e.getMessage())));
    }
    PublishRequest request =
        new PublishRequest(
            message.topic(), type, message.key().orElse(null), ephemeral, /* removed= */ false);
    return new Wish(message, request, key(idempotencyKey, caller));
  }

  private static void requireClient(Sender sender) {
    if (sender.client() == null) {
      throw Members.bad("'echo' needs client=, by which the sender is known");
    }
  }

  private static @Nullable String key(@Nullable String idempotencyKey, Caller caller) {
    if (idempotencyKey == null) {
      return null;
    }
    String space = caller.keySpace();
    if (space == null) {
      throw Members.bad("'idempotencyKey' needs client=, by which the sender is known");
    }
    return LogKey.of(space, idempotencyKey);
  }
}
