package io.tidewire.protocol;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Outcome;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Judges tokens that clients send over their connections: one signs an anonymous client in, or
 * prolongs the right of the same user. Another user's token, and one that is not valid, end the
 * connection; one that cannot be judged now changes nothing.
 */
final class Authentication {

  private final WebApplication application;

  Authentication(WebApplication application) {
    this.application = application;
  }

  /** Begins to judge a token, in the turn of the client's request. */
  CompletionStage<Outcome> begin(String token, @Nullable String id, ClientConnection connection) {
    try {
      return application.executor().decide(() -> judge(token, id, connection));
    } catch (OverloadedException e) {
      return CompletableFuture.completedStage(
          Outcome.answer(Failures.overloaded(application, e, id)));
    }
  }

  private Outcome judge(String token, @Nullable String id, ClientConnection connection) {
    Rights before = (Rights) connection.permissions();
    Rights now;
    try {
      now = application.gate().signIn(token, before);
    } catch (Refusal refusal) {
      Control error = Failures.refused(application, refusal, id);
      return refusal.code() == ErrorCode.UNAUTHORIZED
          ? Outcome.end(CloseReason.SIGNED_OUT, error)
          : Outcome.answer(error);
    }
    String user = before.subscriber().name();
    if (user != null && !user.equals(now.subscriber().name())) {
      String message = "this connection is another user's; open a new one";
      return Outcome.end(
          CloseReason.OTHER_USER,
          Failures.refused(application, ErrorCode.UNAUTHORIZED, message, id));
    }
    return Outcome.identify(now, id);
  }
}
